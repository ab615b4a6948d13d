/// Text that is typed ahead for the user.
///
/// Enter takes it as it is, a key that moves or deletes edits it, and a letter typed right away
/// takes its place: who begins to type means something else. Ctrl-D leaves, as on an empty line.
struct Prefill {
  /// Kills the whole line in libedit's emacs keys.
  private static let killLine: Unicode.Scalar = "\u{15}"
  /// Ctrl-D: the end of the input, where the line is empty.
  private static let end: Unicode.Scalar = "\u{04}"

  private var left: Int
  private var isUntouched: Bool
  private var held: Unicode.Scalar?

  /// Text whose scalars are the next keys.
  init(_ text: String = "") {
    left = text.unicodeScalars.count
    isUntouched = left > 0
  }

  /// The key for libedit in place of the one that came.
  mutating func key(for scalar: Unicode.Scalar) -> Unicode.Scalar {
    if left > 0 {
      left -= 1
      return scalar
    }
    guard isUntouched else { return scalar }
    isUntouched = false
    let isText = scalar.value >= 0x20 && scalar.value != 0x7F
    guard isText || scalar == Self.end else { return scalar }
    held = scalar
    return Self.killLine
  }

  /// The key that waits for the line to be killed, once.
  mutating func takeHeld() -> Unicode.Scalar? {
    defer { held = nil }
    return held
  }
}
