internal import VisibleText

/// A command that stands ready at the prompt: Enter runs it, typing something else replaces it.
///
/// It is no text of the line. It stands behind the cursor, pale and with a sign of the Enter key
/// at its end, until a key decides what becomes of it.
///
///     sse> server start --port 0 ↵
struct ReadyText: Equatable {
  /// What a key makes of it.
  enum Fate: Equatable {
    /// It becomes the line, and the key goes on to edit or to enter it.
    case taken
    /// It is gone, and the key begins another line.
    case replaced
    /// It is gone, and there was nothing more to the key.
    case dropped
    /// It stands as before, and what could be typed in its place is listed.
    case listed
    /// It stands as before on an empty screen.
    case cleared
    /// It is of no account, and the key does what it does on an empty line.
    case kept
  }

  /// The sign of the key that runs it; it says so without colour, too.
  static let sign = "↵"

  /// The command.
  let text: String

  /// A command to stand ready; nil when there is nothing in it.
  init?(_ text: String) {
    let text = text.visible
    guard text.contains(where: { $0 != " " }) else { return nil }
    self.text = text
  }

  /// What stands behind the prompt, with the space where the sign ends.
  var shown: String { "\(text) \(Self.sign) " }

  /// The row that says it where nothing can be painted, above the prompt.
  var spoken: Row { Row("Enter runs: \(text)") }

  /// What becomes of it when this is the first scalar of the next key.
  ///
  /// Keys that move (ESC begins the arrows) take it over for editing; what would erase an empty
  /// line's text drops it; Tab and Ctrl-L, which leave a line as it is, leave it as well.
  static func fate(for scalar: Unicode.Scalar) -> Fate {
    switch scalar {
    case "\u{04}": .kept  // Ctrl-D, which ends.
    case "\t": .listed
    case "\u{0C}": .cleared  // Ctrl-L
    case "\u{08}", "\u{0B}", "\u{15}", "\u{7F}": .dropped  // Backspace, Ctrl-K, Ctrl-U
    case "\u{12}", "\u{16}", "\u{19}": .replaced  // Ctrl-R, Ctrl-V, Ctrl-Y
    default: scalar.value < 0x20 ? .taken : .replaced
    }
  }
}
