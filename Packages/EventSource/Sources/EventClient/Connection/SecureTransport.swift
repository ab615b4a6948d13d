// The one file that knows TLS, so that BoringSSL is compiled against only here.

import NIOCore
import Synchronization

#if TLS
  import NIOSSL
  import NIOTLS

  /// What secure connections need, made once for all connections of a source.
  struct SecureTransport: Sendable {
    private let context: NIOSSLContext

    /// Reads the certificate authorities: those in the PEM text or file, or the system's.
    init(
      _ source: EventSource.Configuration, for url: StreamURL
    ) throws(ConnectionCause) {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.applicationProtocols = ["http/1.1"]
      // The older ones are broken, and browsers speak them no longer (RFC 8996).
      configuration.minimumTLSVersion = .tlsv12
      if !source.verifiesCertificates { configuration.certificateVerification = .none }
      do {
        switch source.trustRoots {
        case .system: break
        case .pem(let text):
          configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(text.utf8)))
        case .file(let file):
          // BoringSSL takes a file without a certificate for one that trusts no authority.
          guard try !NIOSSLCertificate.fromPEMFile(file).isEmpty else {
            throw NIOSSLError.failedToLoadCertificate
          }
          configuration.trustRoots = .file(file)
        }
        context = try NIOSSLContext(configuration: configuration)
      } catch {
        switch source.trustRoots {
        case .system: throw .authorities(file: "the system")
        case .file(let file): throw .authorities(file: file)
        case .pem: throw .authorities(file: "the configuration")
        }
      }
    }

    /// The handler that encrypts a connection to `host` and checks the server's certificate; with a
    /// witness it shows the certificates to that, and refuses them.
    func handler(
      for host: String, witness: CertificateWitness? = nil
    ) throws -> NIOSSLClientHandler {
      // An address has no server name to indicate; its certificate is checked against the address.
      let name = IPAddress(host) == nil ? host : nil
      guard let witness else {
        return try NIOSSLClientHandler(context: context, serverHostname: name)
      }
      return try NIOSSLClientHandler(
        context: context, serverHostname: name,
        customVerificationCallback: { certificates, promise in
          witness.see(certificates.map { (Int($0.notValidBefore), Int($0.notValidAfter)) })
          promise.succeed(.failed)
        })
    }

    /// Whether an event of a pipeline says that the secure connection stands.
    static func isHandshake(_ event: Any) -> Bool {
      if case .handshakeCompleted? = event as? TLSUserEvent { true } else { false }
    }

    /// What an error of TLS means; nil when it is none.
    static func problem(
      _ error: any Error, host: String, serverHasBegun: Bool
    ) -> ConnectionCause? {
      switch error {
      case let error as NIOSSLExtraError:
        error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch
          ? .certificate(host: host, .otherName)
          : .secureConnection(host: host, reason: "its name cannot be sent in a handshake")
      case NIOSSLError.handshakeFailed(let error), let error as BoringSSLError:
        TLSReason(Self.words(of: error), serverHasBegun: serverHasBegun).problem(host: host)
      case NIOSSLError.uncleanShutdown: .brokenOff
      case is NIOSSLError: .secureConnection(host: host, reason: "the handshake failed")
      default: nil
      }
    }

    /// The names that BoringSSL gives its errors, as in `WRONG_VERSION_NUMBER`.
    private static func words(of error: BoringSSLError) -> [String] {
      let stack: NIOBoringSSLErrorStack =
        switch error {
        case .sslError(let stack), .unknownError(let stack), .invalidSNIName(let stack),
          .failedToSetALPN(let stack):
          stack
        default: []
        }
      if stack.contains(.eofDuringHandshake) { return [TLSReason.endOfFile] }
      return stack.compactMap { entry in
        // error:CODE:LIBRARY:FUNCTION:NAME at FILE:LINE
        let parts = entry.description.split(separator: ":")
        return parts.first { $0.contains(" at ") }
          .flatMap { $0.split(separator: " ").first.map(String.init) }
      }
    }
  }

#else
  /// Stands where secure connections would be made: this build has none.
  struct SecureTransport: Sendable {
    /// There is none of these.
    private let transport: Never

    init(
      _ source: EventSource.Configuration, for url: StreamURL
    ) throws(ConnectionCause) { throw .withoutTLS(url: url.description) }

    func handler(
      for host: String, witness: CertificateWitness? = nil
    ) throws -> any ChannelHandler & Sendable { switch transport {} }

    static func isHandshake(_ event: Any) -> Bool { false }

    static func problem(
      _ error: any Error, host: String, serverHasBegun: Bool
    ) -> ConnectionCause? { nil }
  }
#endif

/// Remembers when the certificates are valid that a server showed.
final class CertificateWitness: Sendable {
  private let spans = Mutex<[(from: Int, to: Int)]>([])

  func see(_ spans: [(Int, Int)]) { self.spans.withLock { $0 = spans } }

  /// What is wrong with their dates, in seconds since 1970; nil when nothing is.
  func problem(at now: Int) -> CertificateFault? {
    let spans = spans.withLock { $0 }
    if let late = spans.first(where: { $0.to < now }) { return .expired(onDay: late.to / 86_400) }
    if let early = spans.first(where: { $0.from > now }) {
      return .notYetValid(beforeDay: early.from / 86_400)
    }
    return nil
  }
}
