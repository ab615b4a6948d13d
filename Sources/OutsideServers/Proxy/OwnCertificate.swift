package import Platform
import Subprocess
import SystemPackage

/// A certificate for this machine alone, made on the spot by the program openssl.
///
/// It is for 127.0.0.1 and localhost, valid for a day, and signed by itself: a client has to be told
/// to accept it.
public struct OwnCertificate: Sendable, Hashable {
  static let certificateFile = "certificate.pem"
  static let keyFile = "key.pem"
  /// The certificate with its key, as HAProxy wants it.
  static let bothFile = "certificate-and-key.pem"

  /// The certificate as PEM, to be trusted by name.
  public let pem: String
  /// Its key as PEM.
  package let key: String

  /// Makes one.
  package static func make(with openssl: String, in folder: TemporaryFolder) async throws
    -> OwnCertificate
  {
    let result = try await run(
      .path(FilePath(openssl)),
      arguments: [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "1", "-subj", "/CN=sse-workbook on this machine",
        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
        "-keyout", "\(folder.path)/new-key.pem", "-out", "\(folder.path)/new.pem",
      ], output: .discarded, error: .string(limit: 16_384))
    guard result.terminationStatus.isSuccess else {
      let words = result.standardError.split(whereSeparator: \.isNewline).joined(separator: " ")
      throw ReverseProxyError.noCertificate(words: words)
    }
    return OwnCertificate(pem: folder.read("new.pem"), key: folder.read("new-key.pem"))
  }

  /// Writes the files that proxies read, which belong to this user where one is given.
  func write(to folder: TemporaryFolder, for user: SystemUser?) throws(FolderProblem) {
    try folder.write(pem, to: Self.certificateFile)
    try folder.write(key, to: Self.keyFile, isSecret: true)
    try folder.write(pem + key, to: Self.bothFile, isSecret: true)
    for file in [Self.keyFile, Self.bothFile] { try user?.own("\(folder.path)/\(file)") }
  }
}
