import Foundation
import Testing

@testable import Workbook

/// What a diploma looks like: drawn by the program that prints it, and measured.
@Suite("Drawing diplomas", .timeLimit(.minutes(5)))
struct DiplomaDrawingTests {
  /// How many pixels a millimetre has.
  private static let resolution = 4.0

  /// The pixels that are not white.
  private struct Drawing {
    let width: Int
    let height: Int
    let isInk: [Bool]

    /// Reads a portable pixmap (P6), as `pdftoppm` writes it.
    init(ppm: Data) throws {
      let bytes = [UInt8](ppm)
      var fields: [Int] = []
      var place = 2
      while fields.count < 3 {
        while bytes[place] <= 0x20 { place += 1 }
        var number = 0
        while bytes[place] > 0x20 {
          number = number * 10 + Int(bytes[place] - 0x30)
          place += 1
        }
        fields.append(number)
      }
      place += 1
      (width, height) = (fields[0], fields[1])
      try #require(bytes.count == place + 3 * width * height)
      isInk = (0..<width * height).map { index in
        bytes[(place + 3 * index)..<(place + 3 * index + 3)].contains { $0 < 160 }
      }
    }

    func contains(_ x: Int, _ y: Int) -> Bool {
      x >= 0 && y >= 0 && x < width && y < height && isInk[y * width + x]
    }

    var places: [(x: Int, y: Int)] {
      isInk.indices.filter { isInk[$0] }.map { ($0 % width, $0 / width) }
    }
  }

  private func drawing(of svg: String, in folder: String) throws -> Drawing {
    try write(svg, to: "\(folder)/page.svg")
    let dpi = "\(Self.resolution * 25.4)"
    let command = "rsvg-convert -f pdf page.svg | pdftoppm -r \(dpi) - page"
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(filePath: folder)
    try process.run()
    process.waitUntilExit()
    let data = try #require(FileManager.default.contents(atPath: "\(folder)/page-1.ppm"))
    return try Drawing(ppm: data)
  }

  @Test(arguments: Paper.allCases, [3, 36, 37, DiplomaName.limit])
  func `no words touch the seal or the border, whatever stands there`(paper: Paper, length: Int)
    async throws
  {
    for (letter, mastered) in [("g", longMastered), ("龙", ["a", "b"])] {
      let name = String(repeating: letter, count: length)
      let issued = try IssuerKey().issue(
        diploma(name, mastered: mastered, teacher: length > 36 ? name : nil))
      let page = DiplomaPage(issued, paper: paper)
      try await withTemporaryFolder { folder in
        let words = try drawing(of: page.wordsAlone, in: folder).places
        let seal = try drawing(of: page.sealAlone, in: folder)
        let top = try #require(seal.places.map(\.y).min())
        let reach = Int(Self.resolution)
        // A millimetre of air on all sides.
        let touching = words.filter { place in
          [(0, 0), (reach, 0), (-reach, 0), (0, reach), (0, -reach)].contains {
            seal.contains(place.x + $0.0, place.y + $0.1)
          }
        }
        #expect(touching.isEmpty)
        // What stands in the middle stands above the seal.
        let middle = seal.width / 2
        let low = words.filter { abs($0.x - middle) < 16 * reach }.map(\.y).max() ?? 0
        #expect(low < top - reach)
        let inner = Int((DiplomaOrnaments.margin + DiplomaOrnaments.band) * Self.resolution)
        #expect(words.allSatisfy { $0.x > inner && $0.x < seal.width - inner })
        #expect(words.allSatisfy { $0.y > inner && $0.y < seal.height - inner })
      }
    }
  }

  @Test func `all words can be read in black and white`() {
    for color in [DiplomaPage.ink, DiplomaPage.nameColor, DiplomaPage.faded] {
      let digits = Array(color.dropFirst())
      let channels = [0, 2, 4].map { index -> Double in
        let value = Double(Int(String(digits[index...index + 1]), radix: 16) ?? 255) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      let light = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
      #expect(1.05 / (light + 0.05) >= 7)
    }
  }

  @Test func `words drawn as paths need no font, and stand in the file as text, too`() async throws
  {
    let key = IssuerKey()
    let issued = try key.issue(await bakingDiploma("Zoë Łukasz & <b>"))
    try await withTemporaryFolder { folder in
      try write(issued.words(on: .a4), to: "\(folder)/words.svg")
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["rsvg-convert", "-f", "svg", "\(folder)/words.svg"]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let drawn = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      let outlines = try #require(DiplomaOutlines(svg: drawn))
      let page = try key.svg(of: issued, paper: .a4, outlines: outlines)
      #expect(!page.contains("<text"))
      #expect(page.contains("Zoë Łukasz &amp; &lt;b&gt;\n"))
      #expect(page.contains("id: \(issued.code)"))
      let verifier = DiplomaVerifier(store: ProgressStore(folder: nil), now: testNow)
      #expect(try verifier.verify(Array(page.utf8)).subject == .page)
      // The same picture as with the fonts of this machine.
      let one = try drawing(of: page, in: folder).places.count
      let other = try drawing(of: key.svg(of: issued, paper: .a4), in: folder).places.count
      #expect(abs(one - other) < other / 50)
    }
  }

  @Test(arguments: ["", "<svg>", "<svg width=\"3\"></svg>", "<svg width=\"0\"><g id=\"surface1\">"])
  func `what is no drawing of words is not taken for one`(text: String) {
    #expect(DiplomaOutlines(svg: text) == nil)
  }
}
