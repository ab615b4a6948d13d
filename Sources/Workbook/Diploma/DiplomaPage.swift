/// The page: what stands where.
///
/// All lengths are millimetres, measured from the page's centre.
struct DiplomaPage {
  static let ink = "#1b2a4e"
  static let gold = "#a97b2c"
  /// Dark enough to be read in black and white, too.
  static let nameColor = "#6f4d12"
  static let faded = "#4d5466"
  static let serif =
    "'EB Garamond','Cormorant Garamond',Garamond,'Palatino Linotype',Palatino,'URW Palladio L',"
    + "'Noto Serif','Liberation Serif','DejaVu Serif','Noto Serif CJK SC',serif"
  static let mono = "'Liberation Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"

  /// How many cells a name may have in one line.
  static let lineLimit = 36
  /// In how many lines what was mastered is set at the most; where it is much, it is set smaller.
  static let masteredLines = 3

  let issued: IssuedDiploma
  let paper: Paper
  /// The words as paths, so that they look the same everywhere; nil leaves them to whatever fonts
  /// the reader has.
  let outlines: DiplomaOutlines?

  init(_ issued: IssuedDiploma, paper: Paper, outlines: DiplomaOutlines? = nil) {
    self.issued = issued
    self.paper = paper
    self.outlines = outlines
  }

  private var diploma: Diploma { issued.diploma }

  /// The whole SVG; its seal is still empty.
  var text: String {
    let rectangle =
      "<rect width=\"\(SVG.number(paper.width))\" height=\"\(SVG.number(paper.height))\""
      + " fill=\"#fff\"/>"
    return document(
      head: "\(SealedFile.credentialStart)\(issued.credential)\(SealedFile.credentialEnd)\n",
      body: """
        \(DiplomaOrnaments(paper: paper).definitions)
        \(rectangle)
        \(DiplomaOrnaments(paper: paper).frame)
        \(centered(ornaments + (outlines == nil ? words : [])))
        \(outlines.map { $0.drawing(on: paper) } ?? "")
        \(centered([DiplomaSeal.drawing]))
        \(SealedFile.sealStart)\(SealedFile.sealEnd)
        """)
  }

  /// An SVG with the words alone: what is to be turned into paths.
  var wordsAlone: String { document(body: centered(words)) }

  /// An SVG with the seal alone, which tests hold against the words.
  var sealAlone: String {
    document(
      body: "\(DiplomaOrnaments(paper: paper).definitions)\n\(centered([DiplomaSeal.drawing]))")
  }

  private func document(head: String = "", body: String) -> String {
    let (width, height) = (SVG.number(paper.width), SVG.number(paper.height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
      xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" \
      width="\(width)mm" height="\(height)mm" viewBox="0 0 \(width) \(height)" role="img">\
      \(head)<title>\(XML.escaped("Diploma of \(diploma.name): \(diploma.achievementName)"))</title>
      <desc>\(XML.escaped(spoken))</desc>
      <style>@page { size: \(paper.cssName); margin: 0 } \
      text { font-family: \(Self.serif); fill: \(Self.ink); text-anchor: middle } \
      .mono { font-family: \(Self.mono) }</style>
      \(body)
      </svg>

      """
  }

  private func centered(_ elements: [String]) -> String {
    "<g transform=\"translate(\(SVG.number(paper.width / 2)) \(SVG.number(paper.height / 2)))\">\n"
      + elements.joined(separator: "\n") + "\n</g>"
  }

  /// All words, for those who hear the page, and for those who search it.
  private var spoken: String {
    ([
      diploma.course, "Diploma", "This is to say that \(diploma.name)",
      "has passed the quiz \(diploma.quiz) \(grade):",
    ] + diploma.deeds + [Timestamp(diploma.time).words, diploma.statement, "id: \(issued.code)"])
    .joined(separator: "\n")
  }

  private var grade: String {
    "with the grade \(diploma.grade.rawValue) and \(diploma.percentText) %"
  }

  private var words: [String] { heading + body + footer }

  private var heading: [String] {
    [
      line(diploma.course, y: -67, size: fit(diploma.course, 11.5, in: 215)),
      line("Diploma", y: -41, size: 20, spacing: 1.5),
      line("This is to say that", y: -30, size: 5.5, style: "font-style=\"italic\""),
    ]
  }

  private var body: [String] {
    let quiz = fit(diploma.quiz, 12, in: 150)
    return [
      name, line("has passed the quiz", y: 0, size: 5.5, style: "font-style=\"italic\""),
      line(diploma.quiz, y: 12.5, size: quiz, style: "font-weight=\"bold\""),
      line(grade, y: 21.5, size: 5.5, style: "font-style=\"italic\""),
    ] + mastered
  }

  /// What was mastered and built, above the seal: as wide as it must be to stay within its lines.
  private var mastered: [String] {
    let separator = "  ·  "
    var width = 100
    var lines = TextWidth.balanced(diploma.deeds, by: separator, width: width)
    while lines.count > Self.masteredLines, width < 1000 {
      width += 20
      lines = TextWidth.balanced(diploma.deeds, by: separator, width: width)
    }
    let size = lines.map { fit($0, 4.4, in: 222) }.min() ?? 4.4
    return lines.enumerated().map { index, text in
      line(text, y: 30 + Double(index) * 5.2, size: size, fill: Self.faded)
    }
  }

  /// The name as large as it fits; a long one in two lines.
  private var name: String {
    let cells = TextWidth.of(diploma.name)
    guard cells > Self.lineLimit else {
      let size = fit(diploma.name, 16, in: 190)
      return line(diploma.name, y: -13, size: size, fill: Self.nameColor)
    }
    let lines = TextWidth.wrap(diploma.name, width: cells / 2 + 8)
    let size = lines.map { fit($0, 8, in: 200) }.min() ?? 8
    return lines.enumerated().map { index, text in
      let y = -11.5 - Double(lines.count - 1 - index) * (size + 0.8)
      return line(text, y: y, size: size, fill: Self.nameColor)
    }.joined(separator: "\n")
  }

  /// Where the middle of the date is, and on the other side that of the signature.
  private var side: Double { paper.width / 2 - 73 }

  /// The lines that are no words: below the title, below the name, for the date, for a signature.
  private var ornaments: [String] {
    [
      DiplomaOrnaments.watermark, DiplomaOrnaments.rule,
      "<path d=\"M-95 -7.5H95\" stroke=\"url(#fade)\" stroke-width=\".35\"/>",
      "<path d=\"M\(SVG.number(-side - 32)) 63h64M\(SVG.number(side - 32)) 63h64\""
        + " stroke=\"\(Self.gold)\" stroke-width=\".25\"/>",
    ]
  }

  /// The date, and the line for a signature by hand; below them the code, as an event of a stream,
  /// and in small print what the diploma is worth.
  private var footer: [String] {
    let edge = paper.width / 2 - 27
    let signer = diploma.teacher ?? "signature"
    return [
      line(Timestamp(diploma.time).words, x: -side, y: 60.5, size: 6),
      line("date", x: -side, y: 67.5, size: 4, fill: Self.faded),
      line(signer, x: side, y: 67.5, size: fit(signer, 4, in: 64), fill: Self.faded),
      code(
        ["event: diploma", "id: \(issued.code)", "data: \(diploma.grade.rawValue)"], x: -edge,
        "start"),
      code(
        [diploma.smallPrint, "sse diploma verify", "key \(issued.issuer.fingerprint)"], x: edge,
        "end"),
    ]
  }
}

extension DiplomaPage {
  private func line(
    _ text: String, x: Double = 0, y: Double, size: Double, spacing: Double = 0,
    fill: String? = nil, style: String = ""
  ) -> String {
    var attributes = "x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\""
    attributes += " font-size=\"\(SVG.number(size))\""
    if spacing > 0 { attributes += " letter-spacing=\"\(SVG.number(spacing))\"" }
    if let fill { attributes += " style=\"fill:\(fill)\"" }
    if !style.isEmpty { attributes += " \(style)" }
    return "<text \(attributes)>\(XML.escaped(text))</text>"
  }

  /// Small lines in the letters of a terminal.
  private func code(_ lines: [String], x: Double, _ anchor: String) -> String {
    lines.enumerated().map { index, text in
      "<text class=\"mono\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(74 + Double(index) * 3.5))\""
        + " font-size=\"2.7\" style=\"text-anchor:\(anchor);fill:\(Self.faded)\">"
        + "\(XML.escaped(text))</text>"
    }.joined(separator: "\n")
  }

  /// The size at which a text is no wider than the room, if an average letter is 0.6 times as wide
  /// as it is high, and a wide one twice that.
  private func fit(_ text: String, _ size: Double, in room: Double) -> Double {
    let width = Double(max(TextWidth.of(text), 1)) * 0.6
    return min(size, room / width)
  }
}
