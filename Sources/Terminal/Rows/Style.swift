/// How a piece of text looks: one of the terminal's own colours, and emphasis.
///
/// Only colours that read on a dark and on a light background are offered; yellow, white and black
/// are not. A style adds to the text and never says anything that the text does not say.
public struct Style: Sendable, Hashable {
  /// A colour of the terminal's own palette, so that it goes with the user's theme.
  public enum Color: Int, Sendable, Hashable {
    case red = 31
    case green = 32
    case blue = 34
    case magenta = 35
    case cyan = 36
  }

  /// The colour of the letters; nil for the terminal's own.
  public var color: Color?
  /// Heavy letters.
  public var bold: Bool
  /// Pale letters.
  public var dim: Bool
  /// Slanted letters, where the terminal has them.
  public var italic: Bool
  /// A line below the letters.
  public var underline: Bool
  /// Letters and background exchanged.
  public var reverse: Bool

  /// Makes a style.
  public init(
    _ color: Color? = nil, bold: Bool = false, dim: Bool = false, italic: Bool = false,
    underline: Bool = false, reverse: Bool = false
  ) {
    self.color = color
    self.bold = bold
    self.dim = dim
    self.italic = italic
    self.underline = underline
    self.reverse = reverse
  }

  /// The parameters of the escape sequence that turns it on; empty for plain text.
  var parameters: String {
    var codes: [Int] = []
    if bold { codes.append(1) }
    if dim { codes.append(2) }
    if italic { codes.append(3) }
    if underline { codes.append(4) }
    if reverse { codes.append(7) }
    if let color { codes.append(color.rawValue) }
    return codes.map(String.init).joined(separator: ";")
  }
}

/// The looks that the layouts share, by what they mean.
extension Style {
  /// Ordinary text.
  public static let plain = Style()
  /// A heading, or a word that carries the row.
  public static let strong = Style(bold: true)
  /// A heading of a page.
  public static let heading = Style(.blue, bold: true)
  /// What is there but seldom matters: frames, time, white space made visible.
  public static let faint = Style(dim: true)
  /// The name of a field of an event stream.
  public static let field = Style(.cyan)
  /// An event type, an id: what identifies an event.
  public static let identity = Style(.magenta)
  /// It worked: an open connection, a solved task.
  public static let good = Style(.green)
  /// It did not: a lost connection, a refusal.
  public static let bad = Style(.red)
  /// Code and commands.
  public static let code = Style(.cyan)
  /// The prompt.
  public static let prompt = Style(bold: true)
}
