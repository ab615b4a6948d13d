import NIOSSL
import OutsideServers
import Platform

/// A certificate for this machine that nobody vouches for, made once for all scenarios of this program.
actor ScenarioCertificate {
  static let shared = ScenarioCertificate()
  private static let openssl = "/usr/bin/openssl"

  private var made: NIOSSLContext?

  /// What a server speaks TLS with; nil where no program can make a certificate.
  func context() async -> NIOSSLContext? {
    if let made { return made }
    guard let folder = try? TemporaryFolder(prefix: "sse-check-", isPrivate: true) else {
      return nil
    }
    defer { folder.remove() }
    guard let certificate = try? await OwnCertificate.make(with: Self.openssl, in: folder),
      let chain = try? NIOSSLCertificate.fromPEMBytes(Array(certificate.pem.utf8)),
      let key = try? NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem)
    else { return nil }
    made = try? NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    return made
  }
}
