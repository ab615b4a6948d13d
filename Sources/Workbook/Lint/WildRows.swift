import FoundationEssentials
import Markdown

/// The rows of `docs/wild.md`: what was measured of programs of others, and of which version.
///
/// A lesson points to a row where it says what such a program does.
public struct WildRows: Sendable, Hashable {
  /// Where it lies in a course's folder.
  public static let file = "docs/wild.md"

  /// The anchors of its rows, as `nginx-first`.
  public let anchors: [String]
  /// The version that was measured, by the program's name.
  public let versions: [String: String]

  /// Reads the text of the page.
  init(text: String) {
    var anchors: [String] = []
    var versions: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("### ") {
        let words = line.dropFirst(4).split(separator: " ")
        if words.count == 2 { versions[String(words[0])] = String(words[1]) }
      } else if let start = line.firstRange(of: "<a id=\"") {
        anchors.append(String(line[start.upperBound...].prefix { $0 != "\"" }))
      }
    }
    self.anchors = anchors
    self.versions = versions
  }

  /// Those of a course; none where it has no such page.
  public init(of course: Course) {
    let data = FileManager.default.contents(atPath: "\(course.folder)/\(Self.file)")
    self.init(text: data.map { String(decoding: $0, as: UTF8.self) } ?? "")
  }

  /// The row that a link leads to; nil for a link to anything else.
  static func row(in target: String) -> String? {
    let parts = target.split(separator: "#", maxSplits: 1)
    guard parts.count == 2, parts[0].hasSuffix("/" + file) else { return nil }
    return String(parts[1])
  }

  /// The programs to whose rows the lessons of a course point, by their names.
  public func subjects(in course: Course) -> [String] {
    let rows = course.lessons.flatMap(\.pages).flatMap(\.blocks).flatMap { block -> [String] in
      switch block {
      case .prose(let document, _): document.blocks.flatMap(links(in:))
      case .fold(let fold): fold.document.blocks.flatMap(links(in:))
      default: []
      }
    }.compactMap(Self.row)
    return versions.keys.sorted().filter { name in rows.contains { $0.hasPrefix(name + "-") } }
  }
}
