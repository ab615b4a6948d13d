import CQRencode

/// A text as a QR code, drawn in characters: two modules stand above each other in one.
struct QRCode {
  /// How many modules of light there must be around it (ISO/IEC 18004 wants 4; cameras take 2).
  static let margin = 2

  private let width: Int
  private let modules: [Bool]

  /// Encodes a text; nil when it is too long for one.
  init?(_ text: String) {
    guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1) else { return nil }
    defer { QRcode_free(code) }
    width = Int(code.pointee.width)
    modules = (0..<width * width).map { code.pointee.data[$0] & 1 == 1 }
  }

  /// The rows, light modules drawn in the colour of the text.
  ///
  /// On a dark terminal that is a dark code on a light ground, as it should be; `onLight` draws the
  /// dark ones instead.
  func rows(onLight: Bool = false) -> [String] {
    let range = -Self.margin..<width + Self.margin
    return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { y in
      range.map { x in
        let pair = (isDrawn(x, y, onLight), y + 1 < range.upperBound && isDrawn(x, y + 1, onLight))
        return switch pair {
        case (true, true): "█"
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
      }.joined()
    }
  }

  /// Whether a module is dark.
  func isDark(_ x: Int, _ y: Int) -> Bool {
    (0..<width).contains(x) && (0..<width).contains(y) && modules[y * width + x]
  }

  private func isDrawn(_ x: Int, _ y: Int, _ onLight: Bool) -> Bool { isDark(x, y) == onLight }
}
