import NIOCore

#if TLS
  import NIOSSL
#endif

/// One end of a connection that speaks TLS: what a server shows, or a client trusts.
///
/// A program that was built without the package's trait `TLS` can make none, and says so of the
/// checks that need one.
package struct TLSEnd: Sendable {
  #if TLS
    private let context: NIOSSLContext

    /// A client's, which offers these protocols (ALPN); nil where the system's authorities cannot be
    /// read.
    package static func client(
      verifiesCertificates: Bool, protocols: [String] = []
    ) -> TLSEnd? {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.applicationProtocols = protocols
      if !verifiesCertificates { configuration.certificateVerification = .none }
      return (try? NIOSSLContext(configuration: configuration)).map { TLSEnd(context: $0) }
    }

    /// A server's, from a certificate and its key in PEM; nil where they are none.
    static func server(certificate: String, key: String) -> TLSEnd? {
      guard let chain = try? NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)),
        let key = try? NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem),
        let context = try? NIOSSLContext(
          configuration: .makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
      else { return nil }
      return TLSEnd(context: context)
    }

    /// Has a client's channel speak it, first in its pipeline.
    func beginAsClient(on channel: any Channel, host: String) throws {
      // A name for SNI; an address is none.
      let name = host.utf8.allSatisfy { "0123456789.:".utf8.contains($0) } ? nil : host
      try channel.pipeline.syncOperations.addHandler(
        NIOSSLClientHandler(context: context, serverHostname: name))
    }

    /// Has a server's channel speak it, first in its pipeline.
    func beginAsServer(on channel: any Channel) throws {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }
  #else
    package static func client(
      verifiesCertificates: Bool, protocols: [String] = []
    ) -> TLSEnd? { nil }
    static func server(certificate: String, key: String) -> TLSEnd? { nil }
    func beginAsClient(on channel: any Channel, host: String) throws {}
    func beginAsServer(on channel: any Channel) throws {}
  #endif
}
