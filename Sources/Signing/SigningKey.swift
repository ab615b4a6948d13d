import CLibcrypto

/// A private key of the curve P-256 (FIPS 186-5), which signs by ECDSA with SHA-256.
///
/// It is kept as its text and read anew for each use, which takes less than a millisecond: so it is
/// a value that any thread may have.
public struct SigningKey: Sendable, Hashable {
  /// The whole key as text: PKCS 8 (RFC 5958) in PEM (RFC 7468); whoever has it can sign.
  public let pem: String
  /// The other half.
  public let publicKey: VerifyingKey

  /// Makes a new key.
  ///
  /// The program ends when the system has no random numbers: nothing could be signed then.
  public init() {
    guard let key = Self.generated(), let pem = Self.pem(of: key),
      let publicKey = VerifyingKey(of: key)
    else { fatalError("libcrypto cannot make a key of the curve P-256") }
    self.pem = pem
    self.publicKey = publicKey
    EVP_PKEY_free(key)
  }

  /// Reads a key; nil when the text holds none of this curve, or one under a password.
  public init?(pem text: String) {
    guard let key = Self.key(text) else { return nil }
    defer { EVP_PKEY_free(key) }
    guard let publicKey = VerifyingKey(of: key), let pem = Self.pem(of: key) else { return nil }
    self.pem = pem
    self.publicKey = publicKey
  }

  /// Signs, each time with another signature: 64 bytes, `r` before `s` (RFC 7518, section 3.4);
  /// nil when the system has no random numbers or no memory.
  public func signature(of bytes: [UInt8]) -> [UInt8]? {
    guard let key = Self.key(pem) else { return nil }
    defer { EVP_PKEY_free(key) }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    var size = VerifyingKey.derLimit
    var der = [UInt8](repeating: 0, count: size)
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
      EVP_DigestSign(context, &der, &size, bytes, bytes.count) == 1
    else { return nil }
    return Self.joined(der, size)
  }

  /// The two numbers of a signature as libcrypto writes it, each in 32 bytes.
  private static func joined(_ der: [UInt8], _ size: Int) -> [UInt8]? {
    der.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      guard let both = d2i_ECDSA_SIG(nil, &start, size) else { return nil }
      defer { ECDSA_SIG_free(both) }
      guard let r = bytes(of: ECDSA_SIG_get0_r(both)), let s = bytes(of: ECDSA_SIG_get0_s(both))
      else { return nil }
      return r + s
    }
  }

  /// A number in 32 bytes; nil when it needs more.
  static func bytes(of number: OpaquePointer?) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: VerifyingKey.numberSize)
    let size = CInt(bytes.count)
    return BN_bn2binpad(number, &bytes, size) == size ? bytes : nil
  }

  private static func generated() -> OpaquePointer? {
    let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil)
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1,
      EVP_PKEY_CTX_set_group_name(context, "P-256") == 1, EVP_PKEY_keygen(context, &key) == 1
    else { return nil }
    return key
  }

  private static func pem(of key: OpaquePointer) -> String? {
    guard let memory = BIO_new(BIO_s_mem()) else { return nil }
    defer { BIO_free(memory) }
    guard PEM_write_bio_PKCS8PrivateKey(memory, key, nil, nil, 0, nil, nil) == 1 else { return nil }
    var text = [UInt8](repeating: 0, count: 4_096)
    let count = BIO_read(memory, &text, CInt(text.count))
    return count > 0 ? String(decoding: text[..<Int(count)], as: UTF8.self) : nil
  }

  private static func key(_ pem: String) -> OpaquePointer? {
    let text = Array(pem.utf8)
    guard let size = CInt(exactly: text.count) else { return nil }
    return text.withUnsafeBytes { buffer in
      guard let memory = BIO_new_mem_buf(buffer.baseAddress, size) else { return nil }
      defer { BIO_free(memory) }
      // What asks for a password has none to give: otherwise the terminal would be asked.
      defer { ERR_clear_error() }
      return PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil)
    }
  }
}
