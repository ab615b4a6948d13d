import FoundationEssentials

/// Base 64 with the alphabet for addresses and without padding (RFC 4648, section 5).
enum Base64URL {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// The bytes of a text; nil when it is not exactly what ``text(_:)`` would have written.
  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
    guard let data = Data(base64Encoded: plain + padding), Self.text(data) == text else {
      return nil
    }
    return Array(data)
  }
}
