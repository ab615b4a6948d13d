import OutsideServers
import Platform

/// A certificate for this machine that nobody vouches for, made once for all scenarios of this program.
actor ScenarioCertificate {
  static let shared = ScenarioCertificate()
  private static let openssl = "/usr/bin/openssl"

  /// Why there may be none.
  static var lack: String {
    #if TLS
      "no certificate can be made: the program openssl is not there"
    #else
      "this program was built without https"
    #endif
  }

  private var made: TLSEnd?

  /// What a server speaks TLS with; nil where no program can make a certificate.
  func serverEnd() async -> TLSEnd? {
    if let made { return made }
    guard let folder = try? TemporaryFolder(prefix: "sse-check-", isPrivate: true) else {
      return nil
    }
    defer { folder.remove() }
    guard let certificate = try? await OwnCertificate.make(with: Self.openssl, in: folder) else {
      return nil
    }
    made = TLSEnd.server(certificate: certificate.pem, key: certificate.key)
    return made
  }
}
