import EventStream
import Terminal

/// Events as lines for people: the type, the id and the data, each in its column.
///
/// A column is as wide as the widest entry so far, within a bound; what is wider shifts only its
/// own line. Nothing of a stranger's stream reaches the terminal but visible characters.
struct EventRows {
  /// A column grows to this many cells at most.
  private static let widestColumn = 24
  private var typeWidth = "message".count
  private var idWidth = 0

  /// The rows of one event; with a width, long JSON is broken to be readable within it.
  mutating func rows(of event: MessageEvent, width: Int?) -> [Row] {
    let type = Row(event.type)
    let id = Row(event.lastEventID.isEmpty ? "" : "id \(event.lastEventID)")
    typeWidth = max(typeWidth, min(type.width, Self.widestColumn))
    idWidth = max(idWidth, min(id.width, Self.widestColumn))

    var head = type
    var column = max(typeWidth, type.width) + 2
    if idWidth > 0 {
      head.append(id, column: column)
      column += max(idWidth, id.width) + 2
    }
    let lines = Self.lines(of: event.data, width: width.map { $0 - column })
    head.append(lines[0], column: lines[0].isEmpty ? nil : column)
    return [head] + lines.dropFirst().map { Row([Row.Span($0, column: column)]) }
  }

  private static func lines(of data: String, width: Int?) -> [String] {
    if let width, data.utf8.count > width, let json = JSONLayout.lines(of: data) { return json }
    return data.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
