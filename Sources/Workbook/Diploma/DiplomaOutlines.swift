/// The words of a diploma as paths.
///
/// Fonts differ from machine to machine, and with them how wide and how beautiful a name is. So the
/// machine that draws a diploma sets the words once, by Pango and Cairo, which `rsvg-convert`
/// brings along: given an SVG of words it writes an SVG of outlines.
public struct DiplomaOutlines: Sendable, Hashable {
  /// How wide the drawing is, in its own units.
  let width: Double
  /// The elements that draw the outlines.
  let elements: String

  /// Takes what `rsvg-convert --format svg` wrote; nil when it does not look like that.
  public init?(svg text: String) {
    guard let root = Self.inside(text, from: "<svg ", to: ">"),
      let width = Self.inside(root, from: " width=\"", to: "\"").flatMap(Self.number), width > 0,
      let start = text.firstRange(of: "<g id=\"surface")?.lowerBound,
      let end = text.ranges(of: "</svg>").last?.lowerBound, start < end
    else { return nil }
    let elements = text[start..<end].trimming { $0.isWhitespace }
    guard !elements.contains("<text"), elements.contains("<path") else { return nil }
    self.width = width
    self.elements = String(elements)
  }

  /// The outlines, in the millimetres of a page.
  func drawing(on paper: Paper) -> String {
    let thousandths = (paper.width / width * 1_000_000).rounded() / 1_000_000
    return "<g transform=\"scale(\(thousandths))\">\n\(elements)\n</g>"
  }

  /// What stands between two marks.
  private static func inside(_ text: String, from start: String, to end: String) -> String? {
    guard let first = text.firstRange(of: start) else { return nil }
    let rest = text[first.upperBound...]
    guard let last = rest.firstRange(of: end) else { return nil }
    return String(rest[..<last.lowerBound])
  }

  /// A length, in whatever unit: only its share of the page matters.
  private static func number(_ text: String) -> Double? {
    Double(text.prefix { $0.isNumber || $0 == "." })
  }
}

extension IssuedDiploma {
  /// An SVG with the words of the diploma alone, to be turned into ``DiplomaOutlines``.
  public func words(on paper: Paper) -> String { DiplomaPage(self, paper: paper).wordsAlone }
}
