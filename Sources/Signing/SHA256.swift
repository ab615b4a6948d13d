import CLibcrypto

/// A hash that grows with what it is given (FIPS 180-4), by the system's libcrypto.
public struct SHA256: ~Copyable {
  /// How many bytes a hash has.
  public static let size = 32

  private let context: OpaquePointer?

  /// Begins a hash of nothing.
  public init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes at the end of what is hashed.
  public mutating func update(_ bytes: [UInt8]) {
    EVP_DigestUpdate(context, bytes, bytes.count)
  }

  /// The hash of all that was added, 32 bytes.
  public consuming func finished() -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: Self.size)
    EVP_DigestFinal_ex(context, &hash, nil)
    return hash
  }

  /// The hash of these bytes, 32 of them.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finished()
  }
}
