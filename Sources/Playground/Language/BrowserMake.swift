import ArgumentParser
import Browser
import OutsideServers

/// The browsers that are driven, by the names that `--with` takes.
enum BrowserMake: String, CaseIterable, Sendable {
  case chromium, firefox

  /// One that is known by name: no package of Debian lets a script drive it without a window.
  private static let undriven = "webkit"

  /// Refuses a name that is none of them.
  static func validate(_ name: String) throws(ValidationError) {
    if name == undriven {
      throw ValidationError(
        "--with webkit is not driven here: take --with chromium, or --with firefox")
    }
    if BrowserMake(rawValue: name) == nil {
      throw ValidationError(
        "--with \(name) is no browser that is known here: take chromium or firefox")
    }
  }

  /// What has to be installed.
  var program: OutsideProgram { self == .chromium ? .chromium : .firefox }

  /// Starts one at this path, gives it to the body, and ends it when the body ends, in any way.
  func run<Value: Sendable>(
    _ path: String, _ body: (any ScriptedBrowser) async throws -> Value
  ) async throws -> Value {
    switch self {
    case .chromium: try await RunningBrowser.with(Chromium(program: path)) { try await body($0) }
    case .firefox: try await RunningFirefox.with(Firefox(program: path)) { try await body($0) }
    }
  }
}
