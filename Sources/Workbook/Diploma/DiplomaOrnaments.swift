/// What is drawn around the words: a border like that of a banknote, rosettes in its corners, and
/// a large one behind the words that can hardly be seen.
struct DiplomaOrnaments {
  /// How far the border is from the edge of the paper; printers cannot print closer.
  static let margin = 9.0
  /// The border's width.
  static let band = 9.0
  /// Half a wave of the border, roughly; it is stretched so that a whole number fits.
  static let halfWave = 7.0

  let paper: Paper

  /// Colours and shapes that are used several times.
  var definitions: String {
    """
    <defs>
    <linearGradient id="metal" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f6e3a8"/>\
    <stop offset=".35" stop-color="#c3963f"/><stop offset=".55" stop-color="#f3dc97"/>\
    <stop offset="1" stop-color="#9a6f25"/></linearGradient>
    <linearGradient id="fade" gradientUnits="userSpaceOnUse" x1="-95" y1="0" x2="95" y2="0">\
    <stop offset="0" stop-color="#a97b2c" stop-opacity="0"/><stop offset=".5" stop-color="#a97b2c"/>\
    <stop offset="1" stop-color="#a97b2c" stop-opacity="0"/></linearGradient>
    <g id="rosette" fill="none">\(Self.rosette)</g>
    </defs>
    """
  }

  /// Sixteen circles around a common point, in two colours.
  private static let rosette: String = {
    let gold = (0..<16).map { index in
      "<circle cx=\"2.55\" r=\"2.55\" transform=\"rotate(\(SVG.number(Double(index) * 22.5)))\"/>"
    }
    return
      "<circle r=\"6.3\" fill=\"#fff\"/><g stroke=\"\(DiplomaPage.gold)\" stroke-width=\".16\">"
      + gold.joined()
      + "<circle r=\"6.3\"/></g><g stroke=\"\(DiplomaPage.ink)\"><circle r=\"5.75\""
      + " stroke-width=\".35\"/><circle r=\"1.1\" stroke-width=\".25\" fill=\"#fff\"/></g>"
  }()

  /// The border with its corners.
  var frame: String {
    let (near, far) = (Self.margin, Self.margin + Self.band)
    let middle = Self.margin + Self.band / 2
    let corners = [middle, paper.width - middle].flatMap { x in
      [middle, paper.height - middle].map { y in
        "<use xlink:href=\"#rosette\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\"/>"
      }
    }
    return [
      rectangle(near, DiplomaPage.ink, 0.7), rectangle(near + 1.1, DiplomaPage.gold, 0.2),
      braid, rectangle(far - 1.1, DiplomaPage.gold, 0.2), rectangle(far, DiplomaPage.ink, 0.35),
      corners.joined(),
    ].joined(separator: "\n")
  }

  private func rectangle(_ inset: Double, _ color: String, _ width: Double) -> String {
    "<rect x=\"\(SVG.number(inset))\" y=\"\(SVG.number(inset))\""
      + " width=\"\(SVG.number(paper.width - 2 * inset))\""
      + " height=\"\(SVG.number(paper.height - 2 * inset))\""
      + " fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(SVG.number(width))\"/>"
  }

  /// Waves along the four sides, from rosette to rosette.
  private var braid: String {
    let middle = Self.margin + Self.band / 2
    let (right, bottom) = (paper.width - middle, paper.height - middle)
    let long = Self.side(length: right - middle)
    let tall = Self.side(length: bottom - middle)
    func placed(_ side: String, _ x: Double, _ y: Double, _ angle: Int) -> String {
      "<g transform=\"translate(\(SVG.number(x)) \(SVG.number(y))) rotate(\(angle))\">\(side)</g>"
    }
    return "<g fill=\"none\">"
      + placed(long, middle, middle, 0) + placed(long, middle, bottom, 0)
      + placed(tall, middle, middle, 90) + placed(tall, right, middle, 90) + "</g>"
  }

  /// One side: waves of all heights through the same knots, and the same again half a wave further.
  private static func side(length: Double) -> String {
    let count = max(2, Int((length / halfWave).rounded()))
    let step = length / Double(count)
    let heights = [3.0, 2.25, 1.5, 0.75]
    let gold = heights.flatMap { [wave(step, count, $0, 0), wave(step, count, -$0, 0)] }
    let ink = heights.prefix(3).flatMap {
      [wave(step, count - 1, $0, step / 2), wave(step, count - 1, -$0, step / 2)]
    }
    return path(gold, DiplomaPage.gold, 0.13) + path(ink, DiplomaPage.ink, 0.11)
  }

  private static func path(_ waves: [String], _ color: String, _ width: Double) -> String {
    "<path d=\"\(waves.joined())\" stroke=\"\(color)\" stroke-width=\"\(SVG.number(width))\"/>"
  }

  /// Half waves up and down.
  ///
  /// Control points 36.4 % in and 4/3 as high make a curve that no eye can
  /// tell from a sine.
  private static func wave(
    _ step: Double, _ count: Int, _ height: Double, _ start: Double
  ) -> String {
    let pieces = (0..<count).map { index in
      let y = SVG.number((index % 2 == 0 ? -4.0 : 4.0) / 3 * height)
      let (one, two) = (SVG.number(step * 0.364), SVG.number(step * 0.636))
      return "c\(one) \(y) \(two) \(y) \(SVG.number(step)) 0"
    }
    return "M\(SVG.number(start)) 0" + pieces.joined()
  }

  /// A line with a knot in its middle, below the course's title.
  static let rule =
    "<g stroke=\"\(DiplomaPage.gold)\" fill=\"none\" stroke-width=\".25\">"
    + "<path d=\"M-46 -60.5H-7M46 -60.5H7\"/>"
    + "<path d=\"M-6 -60.5c2 -2.6 4 -2.6 6 0s4 2.6 6 0c-2 -2.6 -4 -2.6 -6 0s-4 2.6 -6 0\"/></g>"

  /// Ellipses turned around the centre, so pale that words on them stay easy to read.
  static let watermark: String = {
    let ellipses = (0..<30).map { index in
      "<ellipse rx=\"66\" ry=\"25\" transform=\"rotate(\(index * 6))\"/>"
    }
    return "<g fill=\"none\" stroke=\"#c6a45a\" stroke-width=\".14\" opacity=\".3\">"
      + ellipses.joined() + "</g>"
  }()
}
