// The one file that knows TLS, so that BoringSSL is compiled against only here.

import NIOCore
import NIOSSL
import NIOTLS

/// What secure connections need, made once for all connections of a source.
struct SecureTransport: Sendable {
  private let context: NIOSSLContext

  /// Reads the certificate authorities: those in the PEM text or file, or the system's.
  init(authorities file: String?, certificates pem: String? = nil) throws(ConnectionProblem) {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let file { configuration.trustRoots = .file(file) }
    configuration.applicationProtocols = ["http/1.1"]
    do {
      if let pem {
        configuration.trustRoots = .certificates(
          try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
      }
      context = try NIOSSLContext(configuration: configuration)
    } catch {
      throw .authorities(file: pem == nil ? file ?? "the system" : "the configuration")
    }
  }

  /// The handler that encrypts a connection to `host` and checks the server's certificate.
  func handler(for host: String) throws -> NIOSSLClientHandler {
    try NIOSSLClientHandler(context: context, serverHostname: Self.isAddress(host) ? nil : host)
  }

  /// An address has no server name to indicate; its certificate is checked against the address.
  private static func isAddress(_ host: String) -> Bool {
    (try? SocketAddress(ipAddress: host, port: 0)) != nil
  }

  /// Whether an event of a pipeline says that the secure connection stands.
  static func isHandshake(_ event: Any) -> Bool {
    if case .handshakeCompleted? = event as? TLSUserEvent { true } else { false }
  }

  /// What an error of TLS means; nil when it is none.
  static func problem(_ error: any Error, host: String) -> ConnectionProblem? {
    switch error {
    case let error as NIOSSLExtraError where error == .failedToValidateHostname:
      .certificate(host: host, reason: "is made out to another name")
    case let error as NIOSSLError:
      switch error {
      case .handshakeFailed(.sslError(let stack)):
        problem(String(describing: stack), host: host)
      case .uncleanShutdown: .brokenOff
      case .handshakeFailed: .secureConnection(host: host, reason: "it does not speak TLS")
      default: .secureConnection(host: host, reason: String(describing: error))
      }
    default: nil
    }
  }

  private static func problem(_ stack: String, host: String) -> ConnectionProblem {
    if stack.contains("CERTIFICATE_VERIFY_FAILED") {
      return .certificate(
        host: host,
        reason: "is not accepted: no authority trusted here has signed it, or it has expired")
    }
    if stack.contains("WRONG_VERSION_NUMBER") || stack.contains("HTTP_REQUEST") {
      return .secureConnection(host: host, reason: "it does not speak TLS; try http://")
    }
    return .secureConnection(host: host, reason: stack)
  }
}
