// swift-tools-version: 6.2
import PackageDescription

// Where the workbook is: its two libraries lie there. SSE_WORKBOOK names another place.
let workbook = Context.environment["SSE_WORKBOOK"] ?? "../../../.."

let package = Package(
  name: "server",
  platforms: [.macOS(.v15)],
  dependencies: [
    // Plain http: nothing of TLS is built.
    .package(path: "\(workbook)/Packages/EventSource", traits: []),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
  ],
  targets: [
    .executableTarget(
      name: "server",
      dependencies: [
        .product(name: "EventStream", package: "EventSource"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ])
  ]
)
