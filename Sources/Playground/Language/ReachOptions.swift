import ArgumentParser
import EventClient

/// What `listen` and `client connect` have in common: the way to a server, and whom to trust there.
struct ReachOptions: ParsableArguments {
  @Option(
    name: .customLong("cacert"),
    help: ArgumentHelp(
      "Trust the authorities in this PEM file, not the system's; else $SSL_CERT_FILE.",
      valueName: "file"))
  var authorities: String?

  @Flag(help: "Do not check a server's certificate: anybody may answer in its place.")
  var insecure = false

  /// Sets what the options and the environment say.
  func apply(to configuration: inout EventSource.Configuration, _ world: World) {
    let named = world.environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    if let file = authorities ?? named { configuration.trustRoots = .file(file) }
    configuration.verifiesCertificates = !insecure
    configuration.userAgent = "sse-workbook"
    configuration.proxies = ProxySettings(environment: world.environment)
  }

  /// What is said at each connect when certificates are not checked; nil when nothing is to be said.
  static func warning(of element: EventSource.Element) -> String? {
    switch element {
    case .connecting(let url, _), .redirected(let url, _):
      guard url.hasPrefix("https:") else { return nil }
      return "WARNING: --insecure: the certificate of \(url) is not checked; "
        + "anybody on the way may read along, and answer"
    default: return nil
    }
  }
}
