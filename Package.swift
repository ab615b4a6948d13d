// swift-tools-version: 6.2
import PackageDescription

// Two switches for people who work on the package, neither of which a learner needs:
//   SSE_MODULES=EventStream,EventClient   builds only these targets and what they need
//   SSE_STRICT=1                          makes every warning an error (scripts/check)
let only = Context.environment["SSE_MODULES"].map { $0.split(separator: ",").map(String.init) }
let strict = Context.environment["SSE_STRICT"] == "1"

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

// MARK: What others made

let nio = "swift-nio"
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let heapModule = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: nio)
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: nio)
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: nio)
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: nio)
let nioSSL = Target.Dependency.product(
  name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["TLS"]))
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

// Our own package of two libraries, EventStream and EventClient, for others to use as well.
let eventSource = "Packages/EventSource"

// MARK: Our modules, from the format up to the program

var targets: [Target] = [
  .target(name: "VisibleText"),
  // Apart, so that who uses EventClient alone needs none of the two C libraries.
  .target(
    name: "BrotliAndZstandard", dependencies: ["EventClient", "CBrotli", "CZstandard"]),
  .target(
    name: "EventServer",
    dependencies: [
      "CEpoll", "EventStream", "Platform", "VisibleText", nioCore, nioPosix, nioHTTP1, heapModule,
      hummingbird, hummingbirdCore, httpTypes, logging,
    ],
    exclude: ["README.md"]),
  // The log of a channel that several servers share; nothing else knows of NATS.
  .target(
    name: "JetStream", dependencies: ["EventServer", "EventStream", nioCore, nioPosix]),
  .target(
    name: "WorkbookServer",
    dependencies: [
      "EventServer", "EventStream", "VisibleText", hummingbird, httpTypes, nioCore,
    ]),
  .target(
    name: "TodoApp",
    dependencies: [
      "EventServer", "EventStream", "VisibleText", "CLibpq", grdb, hummingbird, httpTypes, nioCore,
      logging,
    ]),
  .target(
    name: "ModelServer",
    dependencies: [
      "EventServer", "EventStream", "VisibleText", hummingbird, httpTypes, nioCore,
    ]),
  .target(
    name: "Classroom",
    dependencies: [
      "EventServer", "EventStream", "Platform", "VisibleText", hummingbird, httpTypes, nioCore,
      nioPosix,
    ]),
  .target(name: "Platform"),
  .target(
    name: "OutsideServers",
    dependencies: [
      "EventStream", "Platform", "CEpoll", nioCore, nioPosix, subprocess, systemPackage,
    ]),
  .target(name: "ScalingFigures", dependencies: ["VisibleText"]),
  .target(name: "WildFigures", dependencies: ["VisibleText"]),
  .target(
    name: "ScalingLab",
    dependencies: [
      "CEpoll", "EventServer", "EventStream", "OutsideServers", "Platform", "ScalingFigures",
      "TodoApp", "VisibleText",
      hummingbird, httpTypes, nioCore, subprocess, systemPackage,
    ]),
  // Several servers of ours on one engine behind one balancer, to be killed part by part.
  .target(
    name: "ClusterLab",
    dependencies: ["JetStream", "OutsideServers", "Platform", nioCore, nioPosix]),
  .target(
    name: "Browser",
    dependencies: ["OutsideServers", "Platform", nioCore, nioHTTP1, nioPosix, subprocess]),
  .target(name: "Observations", dependencies: ["EventStream"]),
  .target(name: "Markdown", dependencies: ["CCmarkGFM"]),
  // By the system's libcrypto: to compile one would take longer than all of the workbook.
  .target(name: "Signing", dependencies: ["CLibcrypto"]),
  .target(
    name: "Workbook",
    dependencies: [
      "Observations", "Markdown", "EventStream", "VisibleText", yams, grdb, "Platform", "Signing",
    ]),
  // Depends on no parser, client or server of ours: it judges them.
  .target(
    name: "Conformance",
    dependencies: [
      "OutsideServers", "Platform", "VisibleText", "Workbook", nioCore, nioPosix, nioSSL,
      subprocess, systemPackage, yams,
    ]),
  // What proxies and browsers of others make of streams: measured, not judged.
  .target(
    name: "WildLab",
    dependencies: [
      "Browser", "Conformance", "EventClient", "EventStream", "OutsideServers", "WildFigures",
      httpTypes,
    ]),
  // A learner's program, held by Conformance to what a page of Workbook asks.
  .target(
    name: "Workshop",
    dependencies: [
      "Conformance", "OutsideServers", "Platform", "Signing", "VisibleText", "Workbook",
      subprocess, systemPackage, yams,
    ]),
  .target(
    name: "Terminal",
    dependencies: ["Markdown", "Platform", "VisibleText", "CLibedit", "CTerminal"]),
  .target(
    name: "StreamViews",
    dependencies: [
      "EventStream", "Observations", "Markdown", "ScalingFigures", "VisibleText", "Terminal",
      "WildFigures",
    ]),
  .target(
    name: "Playground",
    dependencies: [
      "EventStream", "EventClient", "BrotliAndZstandard", "EventServer", "JetStream",
      "WorkbookServer", "ModelServer", "TodoApp", "Classroom", "ClusterLab", "CQRencode",
      "ScalingFigures", "ScalingLab", "OutsideServers", "Browser", "Conformance", "Platform",
      "Observations",
      "Markdown",
      "VisibleText",
      "WildFigures", "WildLab",
      "Workbook", "Workshop", "Terminal", "StreamViews", argumentParser, logging, subprocess,
    ]),
  .executableTarget(name: "sse", dependencies: ["Playground"]),

  // The few lines that Swift cannot say
  .target(name: "CEpoll"),
  .target(name: "CTerminal"),
  .systemLibrary(
    name: "CLibedit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
  .systemLibrary(
    name: "CCmarkGFM", pkgConfig: "libcmark-gfm",
    providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
  .systemLibrary(
    name: "CBrotli", pkgConfig: "libbrotlidec", providers: [.apt(["libbrotli-dev"])]),
  .systemLibrary(
    name: "CZstandard", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
  .systemLibrary(
    name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(
    name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
  .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
]

// MARK: Tests

targets += [
  // The tests of our package, beside the others, so that one build has all of them.
  .testTarget(
    name: "EventStreamTests", dependencies: ["EventStream"],
    path: "\(eventSource)/Tests/EventStreamTests", exclude: ["Samples"]),
  .testTarget(
    name: "EventClientTests",
    dependencies: [
      "EventClient", "EventStream", "Adversary", httpTypes, nioCore, nioEmbedded, nioHTTP1,
      nioPosix, nioSSL,
    ],
    path: "\(eventSource)/Tests/EventClientTests", exclude: ["Certificates", "Samples"]),
  .target(
    name: "Adversary", dependencies: ["EventClient", "EventStream", httpTypes],
    path: "\(eventSource)/Tests/Adversary"),
  .testTarget(
    name: "BrotliAndZstandardTests",
    dependencies: ["BrotliAndZstandard", "EventClient", "Adversary"]),
  .testTarget(
    name: "EventServerTests",
    dependencies: [
      "EventServer", "EventStream", "Platform", "WireDriver", nioCore, nioEmbedded, nioHTTP1,
      httpTypes, hummingbird,
    ]),
  .testTarget(
    name: "WorkbookServerTests",
    dependencies: [
      "WorkbookServer", "EventServer", "EventStream", "Browser", "Platform", "WireDriver",
      nioCore, nioPosix,
    ],
    exclude: ["Samples"]),
  .testTarget(
    name: "JetStreamTests",
    dependencies: [
      "ClusterLab", "JetStream", "EventServer", "EventStream", "OutsideServers", "Platform",
      "WireDriver", "WorkbookServer", nioCore, nioPosix, yams,
    ]),
  .target(name: "BrowserDriver", dependencies: ["Browser"], path: "Tests/BrowserDriver"),
  .target(name: "WireDriver", dependencies: [nioCore, nioPosix], path: "Tests/WireDriver"),
  .testTarget(name: "SigningTests", dependencies: ["Signing"]),
  .testTarget(name: "VisibleTextTests", dependencies: ["VisibleText"]),
  .testTarget(
    name: "BrowserTests",
    dependencies: ["Browser", "WorkbookServer", "EventServer", "EventStream", "Platform"]),
  .testTarget(name: "ObservationsTests", dependencies: ["Observations", "EventStream"]),
  .testTarget(
    name: "OutsideServersTests",
    dependencies: [
      "OutsideServers", "EventClient", "WorkbookServer", "EventServer", "EventStream",
      "Platform", httpTypes,
    ]),
  .testTarget(name: "PlatformTests", dependencies: ["Platform"]),
  .testTarget(
    name: "TodoAppTests",
    dependencies: [
      "TodoApp", "OutsideServers", "VisibleText", "EventServer", "EventStream", "Browser",
      "BrowserDriver", grdb,
      httpTypes,
      hummingbird, nioCore, nioPosix, yams,
    ]),
  .testTarget(
    name: "ModelServerTests",
    dependencies: ["ModelServer", "EventClient", "EventServer", "EventStream", httpTypes]),
  .testTarget(
    name: "ClassroomTests",
    dependencies: [
      "Classroom", "Browser", "BrowserDriver", "EventClient", "EventServer", "EventStream",
      "Platform",
      "WireDriver",
    ]),
  .testTarget(name: "MarkdownTests", dependencies: ["Markdown"]),
  .testTarget(
    name: "TerminalTests",
    dependencies: ["Terminal", "Markdown", "VisibleText", "TerminalDemo", "TerminalDriver"]),
  .testTarget(
    name: "StreamViewsTests",
    dependencies: [
      "StreamViews", "Terminal", "Observations", "EventStream", "VisibleText",
    ]),
  .executableTarget(
    name: "TerminalDemo",
    dependencies: [
      "Terminal", "StreamViews", "Observations", "EventStream", "TerminalDriver",
    ],
    path: "Tests/TerminalDemo"),
  .testTarget(
    name: "WorkbookTests",
    dependencies: ["Workbook", "Observations", "Markdown", "EventStream", yams, grdb, "Signing"],
    exclude: ["Fixtures", "verify_badge.py"]),
  .testTarget(
    name: "ConformanceTests", dependencies: ["Conformance", "EventStream", "Workbook"],
    exclude: ["Peers"]),
  .testTarget(
    name: "WildLabTests",
    dependencies: ["WildLab", "WildFigures", "Browser", "Conformance", "OutsideServers"]),
  .testTarget(
    name: "WorkshopTests",
    dependencies: ["Workshop", "Conformance", "Platform", "Workbook"]),
  .testTarget(
    name: "PlaygroundTests",
    dependencies: [
      "Playground", "Workbook", "Terminal", "StreamViews", "Observations", "OutsideServers",
      "ScalingFigures", "WildFigures",
      "Browser", "BrowserDriver", "Classroom", "EventClient", "EventStream", "Platform",
      "WireDriver", httpTypes, argumentParser,
    ]),
  .testTarget(
    name: "CommandLineTests",
    dependencies: [
      "sse", "Playground", "OutsideServers", "Platform", "Workbook", "Adversary", "TerminalDriver",
      subprocess,
    ]),
  .target(
    name: "TerminalDriver", dependencies: ["CPseudoTerminal"], path: "Tests/TerminalDriver"),
  .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
]

// What the tests of ScalingLab start: its entry points as a program.
targets += [
  .executableTarget(
    name: "ScalingProgram", dependencies: ["ScalingFigures", "ScalingLab"],
    path: "Tests/ScalingProgram"),
  .testTarget(
    name: "ScalingLabTests",
    dependencies: ["ScalingFigures", "ScalingLab", "ScalingProgram", "OutsideServers", "Platform"]),
]

// MARK: The package

// Built for scripts/bench-fanout alone.
if only?.contains("FanoutServer") == true {
  targets.append(
    .executableTarget(
      name: "FanoutServer",
      dependencies: ["WorkbookServer", "EventServer", "EventStream", nioPosix],
      path: "Benchmarks/fanout/server"))
}
// Built for scripts/bench-todo alone.
if only?.contains("TodoProgram") == true {
  targets.append(
    .executableTarget(
      name: "TodoProgram", dependencies: ["TodoApp"], path: "Benchmarks/todo/server"))
}
// Built for scripts/bench-all alone.
if only?.contains("ClientSpeed") == true {
  targets.append(
    .executableTarget(
      name: "ClientSpeed", dependencies: ["EventClient", "EventStream"],
      path: "Benchmarks/client/ours"))
}

for target in targets where ![.system, .plugin].contains(target.type) {
  target.swiftSettings = (target.swiftSettings ?? []) + settings
}

// A target names the libraries of our package as it names a target.
for target in targets {
  target.dependencies = target.dependencies.map { dependency in
    guard case .byNameItem(let name, _) = dependency, ["EventStream", "EventClient"].contains(name)
    else { return dependency }
    return .product(name: name, package: "EventSource")
  }
}

if let only {
  var wanted = Set(only)
  let byName = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0) })
  var open = only
  while let name = open.popLast() {
    for case .byNameItem(let needed, _) in byName[name]?.dependencies ?? [] {
      if wanted.insert(needed).inserted { open.append(needed) }
    }
  }
  targets.removeAll { !wanted.contains($0.name) }
}

let package = Package(
  name: "sse-workbook",
  // The program is for Linux; Packages/EventSource asks this of whoever depends on it.
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "sse", targets: ["sse"]),
    .library(name: "BrotliAndZstandard", targets: ["BrotliAndZstandard"]),
  ].filter { product in only == nil || targets.contains { $0.name == product.name } },
  traits: [
    .trait(name: "TLS", description: "https:// URLs for listen, client connect and check"),
    .default(enabledTraits: ["TLS"]),
  ],
  dependencies: [
    .package(
      path: eventSource, traits: [.trait(name: "TLS", condition: .when(traits: ["TLS"]))]),
    // CommandLanguage takes its sentences apart, which no version number promises: so no new minor
    // version comes by itself.
    .package(
      url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: targets,
  swiftLanguageModes: [.v6]
)
