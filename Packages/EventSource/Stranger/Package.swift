// swift-tools-version: 6.2
import PackageDescription

// What somebody else's package looks like: plain http, so that nothing of TLS is built.
let package = Package(
  name: "Stranger",
  platforms: [.macOS(.v15)],
  dependencies: [.package(path: "..", traits: [])],
  targets: [
    .executableTarget(
      name: "stranger",
      dependencies: [
        .product(name: "EventClient", package: "EventSource"),
        .product(name: "EventStream", package: "EventSource"),
      ])
  ]
)
