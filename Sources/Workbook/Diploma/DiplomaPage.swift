/// The page: what stands where.
///
/// All lengths are millimetres, measured from the page's centre.
struct DiplomaPage {
  static let ink = "#1b2a4e"
  static let gold = "#a97b2c"
  static let faded = "#5d6476"
  static let serif =
    "'EB Garamond','Cormorant Garamond',Garamond,'Palatino Linotype',Palatino,'URW Palladio L',"
    + "'Noto Serif','Liberation Serif','Noto Serif CJK SC',serif"
  static let mono = "'Liberation Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"

  /// How many cells a name may have in one line.
  static let lineLimit = 36

  let issued: IssuedDiploma
  let paper: Paper

  init(_ issued: IssuedDiploma, paper: Paper) {
    self.issued = issued
    self.paper = paper
  }

  private var diploma: Diploma { issued.diploma }

  /// The whole SVG; its seal is still empty.
  var text: String {
    let (width, height) = (SVG.number(paper.width), SVG.number(paper.height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
      xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" \
      width="\(width)mm" height="\(height)mm" viewBox="0 0 \(width) \(height)" role="img">\
      \(SealedFile.credentialStart)\(issued.credential)\(SealedFile.credentialEnd)
      <title>\(SVG.escaped("Diploma of \(diploma.name): \(diploma.achievementName)"))</title>
      <style>@page { size: \(paper.cssName); margin: 0 } \
      text { font-family: \(Self.serif); fill: \(Self.ink); text-anchor: middle } \
      .mono { font-family: \(Self.mono) }</style>
      \(DiplomaOrnaments(paper: paper).definitions)
      <rect width="\(width)" height="\(height)" fill="#fff"/>
      \(DiplomaOrnaments(paper: paper).frame)
      <g transform="translate(\(SVG.number(paper.width / 2)) \(SVG.number(paper.height / 2)))">
      \(DiplomaOrnaments.watermark)
      \(words.joined(separator: "\n"))
      \(DiplomaSeal.drawing)
      </g>
      \(SealedFile.sealStart)\(SealedFile.sealEnd)
      </svg>

      """
  }

  private var words: [String] { heading + body + footer }

  private var heading: [String] {
    let course = diploma.course.uppercased()
    return [
      line(course, y: -72, size: fit(course, 4.6, in: 130), spacing: 1.1),
      DiplomaOrnaments.rule,
      line("Diploma", y: -41.5, size: 27, spacing: 1.5),
      line("This is to say that", y: -28.5, size: 6, style: "font-style=\"italic\""),
    ]
  }

  private var body: [String] {
    let mastered = TextWidth.balanced(diploma.mastered, by: "  ·  ", width: 100).prefix(3)
    let lines = mastered.enumerated().map { index, text in
      line(text, y: 33.5 + Double(index) * 5.8, size: 4.5, fill: Self.faded)
    }
    let quiz = fit(diploma.quiz, 11.5, in: 150)
    let grade = "with the grade \(diploma.grade.rawValue) and \(diploma.percentText) %"
    return [
      name, "<path d=\"M-95 -5.2H95\" stroke=\"url(#fade)\" stroke-width=\".35\"/>",
      line("has passed the quiz", y: 3, size: 6, style: "font-style=\"italic\""),
      line(diploma.quiz, y: 15, size: quiz, style: "font-weight=\"bold\""),
      line(grade, y: 23.8, size: 6, style: "font-style=\"italic\""),
    ] + lines
  }

  /// The name as large as it fits; a long one in two lines.
  private var name: String {
    let cells = TextWidth.of(diploma.name)
    guard cells > Self.lineLimit else {
      return line(diploma.name, y: -11, size: fit(diploma.name, 16, in: 190), fill: Self.gold)
    }
    let lines = TextWidth.wrap(diploma.name, width: cells / 2 + 8)
    let size = lines.map { fit($0, 9, in: 190) }.min() ?? 9
    return lines.enumerated().map { index, text in
      let y = -8.5 - Double(lines.count - 1 - index) * (size + 1)
      return line(text, y: y, size: size, fill: Self.gold)
    }.joined(separator: "\n")
  }

  /// The date and the issuer beside the seal, and the code below them, as an event of a stream.
  private var footer: [String] {
    let side = paper.width / 2 - 73
    let issuer = diploma.teacher ?? "sse-workbook"
    let note = diploma.teacher == nil ? "self-issued, not certified" : "issuer, not certified"
    let edge = paper.width / 2 - 27
    return [
      line(Timestamp(diploma.time).words, x: -side, y: 60.5, size: 6),
      line(issuer, x: side, y: 60.5, size: fit(issuer, 6, in: 62)),
      "<path d=\"M\(SVG.number(-side - 32)) 63h64M\(SVG.number(side - 32)) 63h64\""
        + " stroke=\"\(Self.gold)\" stroke-width=\".25\"/>",
      line("date", x: -side, y: 67.5, size: 4, fill: Self.faded),
      line(note, x: side, y: 67.5, size: 4, fill: Self.faded),
      code(
        ["event: diploma", "id: \(issued.code)", "data: \(diploma.grade.rawValue)"], x: -edge,
        "start"),
      code(
        ["check it:", "sse diploma verify", "key \(issued.issuer.fingerprint)"], x: edge, "end"),
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
    return "<text \(attributes)>\(SVG.escaped(text))</text>"
  }

  /// Small lines in the letters of a terminal.
  private func code(_ lines: [String], x: Double, _ anchor: String) -> String {
    lines.enumerated().map { index, text in
      "<text class=\"mono\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(73.6 + Double(index) * 3.5))\""
        + " font-size=\"2.7\" style=\"text-anchor:\(anchor);fill:\(Self.faded)\">"
        + "\(SVG.escaped(text))</text>"
    }.joined(separator: "\n")
  }

  /// The size at which a text is no wider than the room, if an average letter is half as wide as
  /// it is high, and a wide one as wide as high.
  private func fit(_ text: String, _ size: Double, in room: Double) -> Double {
    let width = Double(max(TextWidth.of(text), 1)) * 0.52
    return min(size, room / width)
  }
}
