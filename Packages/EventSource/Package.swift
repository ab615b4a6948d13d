// swift-tools-version: 6.2
import PackageDescription

// SSE_STRICT=1 makes every warning an error, here as in the workbook.
let strict = Context.environment["SSE_STRICT"] == "1"

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let nio = "swift-nio"
let nioCore = Target.Dependency.product(name: "NIOCore", package: nio)
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: nio)
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: nio)
let nioHTTPCompression = Target.Dependency.product(
  name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: nio)
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: nio)
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
  name: "EventSource",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "EventStream", targets: ["EventStream"]),
    .library(name: "EventClient", targets: ["EventClient"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
  ],
  targets: [
    .target(name: "EventStream", swiftSettings: settings),
    .target(
      name: "EventClient",
      dependencies: [
        "EventStream", nioCore, nioPosix, nioHTTP1, nioHTTPCompression, nioTLS, nioSSL,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "EventStreamTests", dependencies: ["EventStream"], exclude: ["Samples"],
      swiftSettings: settings),
    .testTarget(
      name: "EventClientTests",
      dependencies: [
        "EventClient", "EventStream", "Adversary", nioCore, nioEmbedded, nioHTTP1, nioPosix,
        nioSSL,
      ],
      exclude: ["Certificates", "Samples"], swiftSettings: settings),
    .target(
      name: "Adversary", dependencies: ["EventClient", "EventStream"], path: "Tests/Adversary",
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
