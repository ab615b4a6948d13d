import FoundationEssentials

/// A Chromium on this machine.
public struct Chromium: Sendable, Hashable {
  /// The names that it is installed under, the likeliest first.
  public static let names = ["chromium", "chromium-browser", "google-chrome"]

  /// The file of the program.
  public let program: String

  /// Uses this program.
  public init(program: String) { self.program = program }

  /// Looks in the folders of this `PATH`; without one, of the process's own.
  public static func find(path: String? = nil) -> Chromium? {
    let path = path ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":")
    let files = names.flatMap { name in folders.map { "\($0)/\(name)" } }
    return files.first(where: FileManager.default.isExecutableFile(atPath:))
      .map { Chromium(program: $0) }
  }

  /// What it is started with: no window, no connection but to the hosts that are named.
  ///
  /// Every other host has no address, so that neither a page nor the browser itself (updates,
  /// reports, word lists) reaches further than it was sent.
  static func arguments(profile: String, reaching hosts: [String]) -> [String] {
    let excluded = (["localhost", "127.0.0.1", "[::1]"] + hosts).map { ", EXCLUDE \($0)" }.joined()
    return [
      "--headless=new", "--remote-debugging-pipe", "--user-data-dir=\(profile)",
      "--host-resolver-rules=MAP * ~NOTFOUND\(excluded)", "--no-proxy-server",
      "--disable-background-networking", "--disable-breakpad", "--disable-component-update",
      "--disable-default-apps", "--disable-dev-shm-usage", "--disable-domain-reliability",
      "--disable-extensions", "--disable-gpu", "--disable-sync", "--metrics-recording-only",
      "--no-default-browser-check", "--no-first-run", "about:blank",
    ]
  }
}
