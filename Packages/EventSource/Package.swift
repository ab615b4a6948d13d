// swift-tools-version: 6.2
import PackageDescription

// SSE_STRICT=1 makes every warning an error, here as in the workbook.
let strict = Context.environment["SSE_STRICT"] == "1"

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Views that do not outlive their call: as in swift-nio and swift-collections.
    .enableExperimentalFeature("Lifetimes"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = "swift-nio"
let nioCore = Target.Dependency.product(name: "NIOCore", package: nio)
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: nio)
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: nio)
let nioHTTPCompression = Target.Dependency.product(
  name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: nio)
// Without the trait nothing of TLS is built: BoringSSL is most of what there is to compile.
let secure = TargetDependencyCondition.when(traits: ["TLS"])
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: nio, condition: secure)
let nioSSL = Target.Dependency.product(
  name: "NIOSSL", package: "swift-nio-ssl", condition: secure)

let package = Package(
  name: "EventSource",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "EventStream", targets: ["EventStream"]),
    .library(name: "EventClient", targets: ["EventClient"]),
  ],
  traits: [
    .trait(name: "TLS", description: "https:// URLs, by swift-nio-ssl"),
    .default(enabledTraits: ["TLS"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
  ],
  targets: [
    .target(name: "EventStream", swiftSettings: settings),
    .target(
      name: "EventClient",
      dependencies: [
        "EventStream", httpTypes, nioCore, nioPosix, nioHTTP1, nioHTTPCompression, nioTLS,
        nioSSL,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "EventStreamTests", dependencies: ["EventStream"], exclude: ["Samples"],
      swiftSettings: settings),
    .testTarget(
      name: "EventClientTests",
      dependencies: [
        "EventClient", "EventStream", "Adversary", httpTypes, nioCore, nioEmbedded, nioHTTP1,
        nioPosix, nioSSL,
      ],
      exclude: ["Certificates", "Samples"], swiftSettings: settings),
    .target(
      name: "Adversary", dependencies: ["EventClient", "EventStream", httpTypes],
      path: "Tests/Adversary", swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
