// The one file that knows TLS, so that BoringSSL is compiled against only here.

import NIOCore
import NIOSSL

enum SecureTransport {
  /// The handler that encrypts a connection to `host` and checks the server's certificate.
  static func handler(for host: String, authorities: String?) throws -> NIOSSLClientHandler {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let authorities { configuration.trustRoots = .file(authorities) }
    configuration.applicationProtocols = ["http/1.1"]
    let context = try NIOSSLContext(configuration: configuration)
    return try NIOSSLClientHandler(context: context, serverHostname: isAddress(host) ? nil : host)
  }

  /// An address has no server name to indicate; its certificate is checked against the address.
  private static func isAddress(_ host: String) -> Bool {
    (try? SocketAddress(ipAddress: host, port: 0)) != nil
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
