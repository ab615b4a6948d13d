import CLibcrypto

/// A public key of the curve P-256, which checks what a ``SigningKey`` has signed.
public struct VerifyingKey: Sendable, Hashable {
  /// How many bytes each coordinate, and each half of a signature, has.
  public static let numberSize = 32
  /// The most bytes that a signature has as libcrypto writes it.
  static let derLimit = 80
  /// What stands before the coordinates in a SubjectPublicKeyInfo of this curve (RFC 5480): the
  /// curve's name, and that both coordinates follow.
  private static let head: [UInt8] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08,
    0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
  ]

  /// The coordinates of its point, `x` before `y`, 64 bytes.
  public let point: [UInt8]

  /// It as a SubjectPublicKeyInfo in DER, which any library for keys reads.
  public var der: [UInt8] { Self.head + point }

  /// Takes a point; nil when the curve has no such point.
  public init?(point: [UInt8]) {
    guard point.count == 2 * Self.numberSize, let key = Self.key(point) else { return nil }
    EVP_PKEY_free(key)
    self.point = point
  }

  /// The public half of a key; nil when it is of another curve or kind.
  init?(of key: OpaquePointer) {
    var name = [CChar](repeating: 0, count: 64)
    var length = 0
    guard EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1,
      String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        == "prime256v1",
      let x = Self.coordinate(OSSL_PKEY_PARAM_EC_PUB_X, of: key),
      let y = Self.coordinate(OSSL_PKEY_PARAM_EC_PUB_Y, of: key)
    else { return nil }
    point = x + y
  }

  /// Whether these 64 bytes, `r` before `s`, are a signature of the bytes by this key.
  public func holds(_ signature: [UInt8], for bytes: [UInt8]) -> Bool {
    guard signature.count == 2 * Self.numberSize, let key = Self.key(point) else { return false }
    defer { EVP_PKEY_free(key) }
    guard let der = Self.der(signature), let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    defer { ERR_clear_error() }
    return EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
      && EVP_DigestVerify(context, der, der.count, bytes, bytes.count) == 1
  }

  private static func coordinate(_ name: String, of key: OpaquePointer) -> [UInt8]? {
    var number: OpaquePointer?
    guard EVP_PKEY_get_bn_param(key, name, &number) == 1 else { return nil }
    defer { BN_free(number) }
    return SigningKey.bytes(of: number)
  }

  /// A key that the caller frees; nil when the point is not on the curve.
  private static func key(_ point: [UInt8]) -> OpaquePointer? {
    let info = head + point
    defer { ERR_clear_error() }
    return info.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      return d2i_PUBKEY(nil, &start, info.count)
    }
  }

  /// A signature as libcrypto reads it: two numbers in DER.
  private static func der(_ signature: [UInt8]) -> [UInt8]? {
    guard let both = ECDSA_SIG_new() else { return nil }
    defer { ECDSA_SIG_free(both) }
    let size = CInt(numberSize)
    let halves = [Array(signature.prefix(numberSize)), Array(signature.suffix(numberSize))]
    let numbers = halves.map { BN_bin2bn($0, size, nil) }
    // The pair owns its numbers from here on.
    guard ECDSA_SIG_set0(both, numbers[0], numbers[1]) == 1 else {
      numbers.forEach { BN_free($0) }
      return nil
    }
    var der = [UInt8](repeating: 0, count: derLimit)
    let count = der.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      return i2d_ECDSA_SIG(both, &start)
    }
    return count > 0 ? Array(der.prefix(Int(count))) : nil
  }
}
