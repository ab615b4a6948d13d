/// Goes along a text from outside and says of each scalar whether it may be shown as it is.
///
/// Three things may not: what does something to a terminal or to the text around it instead of
/// appearing, what does not appear at all, and more marks on one letter than any writing has.
struct Sight {
  enum Verdict: Equatable {
    case shown
    /// This sign stands for it.
    case sign(Unicode.Scalar)
    /// The sign before stands for it, too.
    case covered
  }

  /// How many scalars without a width of their own may stand on one letter: 8.
  ///
  /// Vietnamese needs two, Hebrew three, a family of emoji seven. The rest is one sign, so that a
  /// text costs no more than it has letters, and a letter does not reach into the rows around it.
  static let markLimit = 8

  private var previous: Unicode.Scalar?
  private var marks = 0
  /// Whether the scalar before joins its neighbours, and was shown.
  private var isJoined = false

  /// What becomes of a scalar; `next` is the one after it, where there is one.
  mutating func verdict(on scalar: Unicode.Scalar, before next: Unicode.Scalar?) -> Verdict {
    defer { previous = scalar }
    if scalar.isJoiner, joins(scalar, next) { return mark(joining: true) }
    if scalar.isHidden || (scalar.isVariationSelector && !mayVary) {
      (marks, isJoined) = (0, false)
      return .sign(scalar.sign)
    }
    if scalar.isMark { return mark(joining: false) }
    if !isJoined { marks = 0 }
    isJoined = false
    return .shown
  }

  private mutating func mark(joining: Bool) -> Verdict {
    marks += 1
    isJoined = joining && marks <= Self.markLimit
    if marks <= Self.markLimit { return .shown }
    return marks == Self.markLimit + 1 ? .sign(Unicode.Scalar.placeholder) : .covered
  }

  /// A selector chooses the looks of the character before it, and a second one says nothing more.
  private var mayVary: Bool { previous.map { !$0.isVariationSelector && !$0.isHidden } ?? false }

  /// Emoji are joined, and letters where a script needs it; anywhere else a joiner is not seen.
  private func joins(_ joiner: Unicode.Scalar, _ next: Unicode.Scalar?) -> Bool {
    guard let previous, let next else { return false }
    if previous.isOfJoiningScript, next.isOfJoiningScript { return true }
    let follows = previous.isEmoji || previous.isVariationSelector
    return joiner.value == 0x200D && follows && next.isEmoji
  }
}

extension Unicode.Scalar {
  /// What is shown for what may not be, where it has no sign of its own: U+FFFD.
  static let placeholder: Unicode.Scalar = "\u{FFFD}"

  /// U+2400 and the following for the ASCII control characters, as ␍, ␊, ␛.
  var sign: Unicode.Scalar {
    switch value {
    case 0..<0x20: Unicode.Scalar(0x2400 + value) ?? Self.placeholder
    case 0x7F: "\u{2421}"
    default: Self.placeholder
    }
  }

  /// Whether it is one of the letters and signs that most text is made of, and needs no table.
  private var isPlain: Bool {
    switch value {
    case 0x20..<0x7F, 0xA0..<0xAD, 0xAE..<0x300, 0x3041..<0x3097, 0x30A0..<0x3130,
      0x3400..<0xA000, 0xAC00..<0xD7A4:
      true
    default: false
    }
  }

  /// Whether it controls, turns the direction of writing, tags, or cannot be seen.
  var isHidden: Bool {
    if isPlain { return false }
    if value < 0xAE { return true }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    case .nonspacingMark, .enclosingMark: return false
    default: return properties.isDefaultIgnorableCodePoint
    }
  }

  /// Whether it stands on the character before it, and takes no cell.
  var isMark: Bool {
    if isPlain { return false }
    // Vowels and finals of Hangul that have not been composed.
    if (0x1160..<0x1200).contains(value) || (0xD7B0..<0xD800).contains(value) { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return true
    default: return false
    }
  }

  var isJoiner: Bool { value == 0x200C || value == 0x200D }

  var isVariationSelector: Bool {
    (0xFE00..<0xFE10).contains(value) || (0xE0100..<0xE01F0).contains(value)
  }

  var isEmoji: Bool { value > 0xA8 && properties.isEmoji }

  /// Arabic and its kin, the scripts of India, of Burma, Cambodia and Mongolia.
  var isOfJoiningScript: Bool {
    switch value {
    case 0x0620..<0x0E00, 0x1000..<0x10A0, 0x1780..<0x18B0, 0xFB50..<0xFE00: !isHidden
    default: false
    }
  }
}
