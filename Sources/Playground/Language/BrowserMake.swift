import ArgumentParser
import Browser
import OutsideServers

/// The browsers that are driven, by the names that `--with` takes.
enum BrowserMake: String, CaseIterable, Sendable {
  case chromium, firefox, webkit

  /// Refuses a name that is none of them.
  static func validate(_ name: String) throws(ValidationError) {
    if BrowserMake(rawValue: name) == nil {
      throw ValidationError(
        "--with \(name) is no browser that is known here: take chromium, firefox or webkit")
    }
  }

  /// What it is called in a sentence.
  var title: String {
    switch self {
    case .chromium: "Chromium"
    case .firefox: "Firefox"
    case .webkit: "WebKit"
    }
  }

  /// What has to be installed.
  var program: OutsideProgram {
    switch self {
    case .chromium: .chromium
    case .firefox: .firefox
    case .webkit: .webkit
    }
  }

  /// Starts one at this path, gives it to the body, and ends it when the body ends, in any way.
  ///
  /// With `acceptsCertificates` a Firefox believes every certificate, as WebKit always does.
  func run<Value: Sendable>(
    _ path: String, acceptsCertificates: Bool = false,
    _ body: (any ScriptedBrowser) async throws -> Value
  ) async throws -> Value {
    switch self {
    case .chromium: try await RunningBrowser.with(Chromium(program: path)) { try await body($0) }
    case .firefox:
      try await RunningFirefox.with(
        Firefox(program: path), acceptsCertificates: acceptsCertificates
      ) { try await body($0) }
    case .webkit: try await RunningWebKit.with(WebKit(program: path)) { try await body($0) }
    }
  }
}
