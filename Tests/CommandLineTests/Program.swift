import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The built `sse`, run as a user runs it.
enum Program {
  struct Outcome {
    var status: Int32
    var output: String
    var error: String
  }

  /// Beside the test bundle, where the build put it.
  static let path: FilePath = {
    let bundle = CommandLine.arguments.first { $0.contains(".build") } ?? CommandLine.arguments[0]
    var folder = FilePath(bundle).removingLastComponent()
    while !folder.isEmpty, folder.lastComponent?.string != "debug" {
      folder = folder.removingLastComponent()
    }
    return folder.appending("sse")
  }()

  static var executable: String { path.string }

  static func run(
    _ arguments: String..., input: String = "", state: String = "/proc/none"
  ) async throws -> Outcome {
    try await run(arguments, input: input, state: state)
  }

  static func run(
    _ arguments: [String], input: String = "", state: String = "/proc/none"
  ) async throws -> Outcome {
    let result = try await Subprocess.run(
      .path(path),
      arguments: Arguments(arguments + (arguments == ["--state"] ? [] : ["--state", state])),
      input: .string(input), output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
    let status: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return Outcome(
      status: status, output: result.standardOutput, error: result.standardError)
  }
}
