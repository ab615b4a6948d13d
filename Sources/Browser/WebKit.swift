import FoundationEssentials
import OutsideServers
import Platform

/// A WebKitGTK on this machine: its MiniBrowser, which needs a display, and its driver.
public struct WebKit: Sendable, Hashable {
  /// The driver's name.
  public static let names = ["WebKitWebDriver"]
  /// What gives it a display that nobody sees.
  public static let display = "Xvfb"
  /// How long driver and display may take to start: 60 s, for machines under load.
  static let startLimit = Duration.seconds(60)

  /// The driver.
  public let program: String

  /// Uses this driver.
  public init(program: String) { self.program = program }

  /// Starts a display and the driver, in one group, with all that they keep in the folder.
  ///
  /// Whatever the browser connects to it asks the gate for. Throws a ``BrowserError`` where there is no
  /// display.
  func start(
    in folder: TemporaryFolder, port: Int, gate: Int
  ) async throws -> TetheredServer {
    let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
    guard let display = Self.file(Self.display, in: search) else {
      throw BrowserError.notStarted(
        reason: "\(Self.display) is missing, the display of WebKit: 'sudo apt-get install xvfb'")
    }
    // A display is a number of 16 bits and more; a port that was free names one that nobody has.
    let number = port
    let proxy = "socks5://127.0.0.1:\(gate)"
    return try await TetheredServer.start(
      "/bin/sh", ["-c", Self.script, display, ":\(number)", program, "--port=\(port)"],
      port: port, folder: folder,
      environment: [
        "HOME": folder.path, "XDG_RUNTIME_DIR": folder.path, "DISPLAY": ":\(number)",
        "GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1", "GSETTINGS_BACKEND": "memory",
        "NO_AT_BRIDGE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        "http_proxy": proxy, "https_proxy": proxy, "all_proxy": proxy, "no_proxy": "none.invalid",
      ],
      isHeldByAnother: true, within: Self.startLimit,
      isReady: { _ in
        FileManager.default.fileExists(atPath: "/tmp/.X11-unix/X\(number)")
      })
  }

  /// The display beside the driver, whose place the shell takes; both end with the group.
  private static let script = """
    "$0" "$1" -screen 0 1024x768x24 -nolisten tcp -terminate >/dev/null 2>&1 &
    shift
    exec "$@"
    """

  private static func file(_ name: String, in search: String) -> String? {
    search.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
