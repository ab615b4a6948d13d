import OutsideServers
import Platform

/// A Firefox on this machine.
public struct Firefox: Sendable, Hashable {
  /// The names that it is installed under, the likeliest first.
  public static let names = ["firefox-esr", "firefox"]
  /// How long it may take to start: 90 s, for machines under load that have not read it yet.
  static let startLimit = Duration.seconds(90)

  /// The file of the program.
  public let program: String

  /// Uses this program.
  public init(program: String) { self.program = program }

  /// Starts it without a window, with a profile of its own in the folder, listening for a script.
  func start(in folder: TemporaryFolder, port: Int) async throws -> TetheredServer {
    try folder.write(Self.preferences(port: port), to: "user.js")
    return try await TetheredServer.start(
      program,
      ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile"]
        + [folder.path],
      port: port, folder: folder,
      environment: ["HOME": folder.path, "MOZ_CRASHREPORTER_DISABLE": "1"],
      isHeldByAnother: true, within: Self.startLimit)
  }

  /// It reaches this machine and no other: for all else it is to ask a proxy that is not there, which
  /// would also have to look up the names.
  private static func preferences(port: Int) -> String {
    let noProxy = "localhost, 127.0.0.1, [::1]"
    let values = [
      "marionette.port": "\(port)", "network.proxy.type": "1",
      "network.proxy.http": "\"127.0.0.1\"", "network.proxy.http_port": "9",
      "network.proxy.ssl": "\"127.0.0.1\"", "network.proxy.ssl_port": "9",
      "network.proxy.no_proxies_on": "\"\(noProxy)\"",
      "network.captive-portal-service.enabled": "false",
      "network.connectivity-service.enabled": "false", "app.update.disabledForTesting": "true",
      "browser.shell.checkDefaultBrowser": "false",
      "datareporting.policy.dataSubmissionEnabled": "false",
      "browser.cache.disk.enable": "false",
    ]
    return values.sorted { $0.key < $1.key }
      .map { "user_pref(\"\($0.key)\", \($0.value));\n" }.joined()
  }
}
