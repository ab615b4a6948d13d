import Signing
import Testing

@Suite struct SigningTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]) func `a hash is the one of FIPS 180-4, in one piece or in many`(text: String, hash: String) {
    #expect(hexadecimal(SHA256.hash(Array(text.utf8))) == hash)
    var pieces = SHA256()
    for byte in text.utf8 { pieces.update([byte]) }
    #expect(hexadecimal(pieces.finished()) == hash)
  }

  /// RFC 7515, appendix A.3: key, what is signed, and a signature.
  static let point: [UInt8] = [
    127, 205, 206, 39, 112, 246, 196, 93, 65, 131, 203, 238, 111, 219, 75, 123, 88, 7, 51, 53, 123,
    233, 239, 19, 186, 207, 110, 60, 123, 209, 84, 69, 199, 241, 68, 205, 27, 189, 155, 126, 135,
    44, 223, 237, 185, 238, 185, 244, 179, 105, 93, 110, 169, 11, 36, 173, 138, 70, 35, 40, 133,
    136, 229, 173,
  ]
  static let signed =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
  static let signature: [UInt8] = [
    14, 209, 33, 83, 121, 99, 108, 72, 60, 47, 127, 21, 88, 7, 212, 2, 163, 178, 40, 3, 58, 249,
    124, 126, 23, 129, 154, 195, 22, 158, 166, 101, 197, 10, 7, 211, 140, 60, 112, 229, 216, 241,
    45, 175, 8, 74, 84, 128, 166, 101, 144, 197, 242, 147, 80, 154, 143, 63, 127, 138, 131, 163, 84,
    213,
  ]

  @Test func `the signature of RFC 7515 holds, and no other`() throws {
    let key = try #require(VerifyingKey(point: Self.point))
    let bytes = Array(Self.signed.utf8)
    #expect(key.holds(Self.signature, for: bytes))
    #expect(!key.holds(Self.signature, for: bytes + [0]))
    for place in [0, 31, 32, 63] {
      var changed = Self.signature
      changed[place] ^= 1
      #expect(!key.holds(changed, for: bytes))
    }
    for size in [0, 1, 63, 65] {
      #expect(!key.holds([UInt8](repeating: 1, count: size), for: bytes))
    }
    #expect(!key.holds([UInt8](repeating: 0, count: 64), for: bytes))
    #expect(!key.holds([UInt8](repeating: 0xFF, count: 64), for: bytes))
  }

  @Test func `a point beside the curve is no key`() {
    var point = Self.point
    point[63] ^= 1
    #expect(VerifyingKey(point: point) == nil)
    #expect(VerifyingKey(point: Array(Self.point.dropLast())) == nil)
    #expect(VerifyingKey(point: [UInt8](repeating: 0, count: 64)) == nil)
  }

  @Test func `a key that was written can be read, and its signatures hold`() throws {
    let key = SigningKey()
    let again = try #require(SigningKey(pem: key.pem))
    #expect(again == key)
    let first = try #require(key.signature(of: [1, 2, 3]))
    let second = try #require(again.signature(of: [1, 2, 3]))
    #expect(first.count == 64)
    #expect(first != second)
    #expect(key.publicKey.holds(first, for: [1, 2, 3]))
    #expect(key.publicKey.holds(second, for: [1, 2, 3]))
    #expect(!SigningKey().publicKey.holds(first, for: [1, 2, 3]))
  }

  @Test func `an older program's key, and no other text, is a key`() throws {
    let key = try #require(SigningKey(pem: Self.olderKey))
    #expect(key.pem.split(separator: "\n") == Self.olderKey.split(separator: "\n"))
    #expect(SigningKey(pem: "") == nil)
    #expect(SigningKey(pem: "a key") == nil)
    #expect(SigningKey(pem: String(Self.olderKey.dropLast(60))) == nil)
    // Of another kind (Ed25519), of another curve (P-384), and under a password.
    for other in Self.otherKeys { #expect(SigningKey(pem: other) == nil) }
  }

  /// As 0.1.0 has written it, when swift-crypto made the keys.
  static let olderKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgspsmxOpumxIVB5A9
    D8+bymvMeI3U4I+76+6GhJsQcnGhRANCAATL0h1oVDGOS5bAqk71dHsx5R+5EMEe
    aNpGMFPCv8e2Jy7GbJBidwPvP+io06yjo62ink3EMAtqDdxXQN3mVUhy
    -----END PRIVATE KEY-----

    """
  static let otherKeys = [
    """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIJTWHz9K2WyvDGcX+UJERg2W3RJsABoS9t2x/mZXJtBY
    -----END PRIVATE KEY-----
    """,
    """
    -----BEGIN PRIVATE KEY-----
    MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAbLy2/v9TcD0dv2opg
    64GkQMAsNIkt3f3Fp1lSmejq1pRKVYd2V8zJ6oc6CTZJyTChZANiAATG+kC1iwVt
    ubLmpRnnNaXPNvv7lYUmzyAyvo0V0/xXHvfcbsL/N7/LT5MK7Prml81cTqHeIKPM
    ZEXpte7suuc96El+AKb5obK57eQZNm1t4loxuzDBqKS+jqAw3hH0zFA=
    -----END PRIVATE KEY-----
    """,
    """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh1+TCglLhkgwICCAAw
    DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEFFBZjtRzqk8eT09dHXq1+sEgZDT
    fvH7GXAzfxtWRK0EgELxBwb6Rnm6NVsJ2AMYkOagduBIaBBGK1xHfrHYhxmie0KI
    h1lVe0bbOxGFEf8Uf0BRmHQ9n4op/J1w8dx4uNXWWgvoNwSZEfPz6EDXcNBJvFJw
    zw4WqziJMWVkn52C7xA9EmcL+A6n9oqoEfRhLEjBhbZciy8kB7/VGFwKWD/9jmk=
    -----END ENCRYPTED PRIVATE KEY-----
    """,
  ]
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
