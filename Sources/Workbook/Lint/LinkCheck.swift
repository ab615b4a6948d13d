import FoundationEssentials
import Markdown

/// Whether a link of a lesson leads somewhere: to a file, a page of this lesson or another, or out
/// into the web, which is taken on trust since lint needs no network.
struct LinkCheck {
  let course: Course
  /// The file that has the link.
  let path: String

  func leadsSomewhere(_ target: String) -> Bool {
    if target.contains("://") || target.hasPrefix("mailto:") { return true }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let file = parts.first.map(String.init) ?? ""
    let anchor = parts.count > 1 ? String(parts[1]) : nil
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let found = file.isEmpty ? path : Self.resolved(folder.map(String.init), file)
    guard file.isEmpty || FileManager.default.fileExists(atPath: found) else { return false }
    guard let anchor, let lesson = course.lessons.first(where: { $0.path == found }) else {
      return true
    }
    return lesson.pages.contains { $0.id == anchor }
  }

  /// The path of a file named from a folder, without `..`.
  private static func resolved(_ folder: [String], _ file: String) -> String {
    var parts = folder
    for part in file.split(separator: "/").map(String.init) {
      switch part {
      case ".": continue
      case ".." where !(parts.last ?? "..").hasPrefix(".."): parts.removeLast()
      default: parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}

/// The targets of all links in a block.
func links(in block: Markdown.Block) -> [String] {
  switch block.content {
  case .heading(_, let inlines), .paragraph(let inlines): links(in: inlines)
  case .list(_, let items): items.flatMap { $0.blocks.flatMap(links(in:)) }
  case .quote(let blocks): blocks.flatMap(links(in:))
  case .table(let table): (table.rows + [table.head]).flatMap { $0.flatMap(links(in:)) }
  case .code, .rule, .html: []
  }
}

extension Markdown.Block {
  /// Whether a word stands in it by itself, emphasised.
  func emphasizes(_ word: String) -> Bool {
    switch content {
    case .heading(_, let inlines), .paragraph(let inlines): inlines.contains { $0.emphasizes(word) }
    case .list(_, let items): items.contains { $0.blocks.contains { $0.emphasizes(word) } }
    case .quote(let blocks): blocks.contains { $0.emphasizes(word) }
    case .table(let table):
      (table.rows + [table.head]).contains { row in
        row.contains { $0.contains { $0.emphasizes(word) } }
      }
    case .code, .rule, .html: false
    }
  }
}

extension Inline {
  fileprivate func emphasizes(_ word: String) -> Bool {
    if case .emphasis(let inner) = self { inner.plainText == word } else { false }
  }
}

private func links(in inlines: [Inline]) -> [String] {
  inlines.flatMap { inline -> [String] in
    switch inline {
    case .link(let target, let inner): [target] + links(in: inner)
    case .image(let source, _): [source]
    case .emphasis(let inner), .strong(let inner), .strikethrough(let inner): links(in: inner)
    case .text, .code, .softBreak, .lineBreak, .html: []
    }
  }
}
