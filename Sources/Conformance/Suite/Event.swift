import Workbook
import Yams

/// An event as a client hands it on: what a subject prints as one line of JSON.
public struct Event: Sendable {
  /// The event type; `message` when the stream named none.
  public var type: String
  /// The data lines, joined by LF.
  public var data: String
  /// The last event ID string when it was dispatched.
  public var id: String

  /// Makes an event.
  public init(type: String = "message", data: String, id: String = "") {
    self.type = type
    self.data = data
    self.id = id
  }
}

// Swift calls two texts equal that mean the same letters; a stream has bytes.
extension Event: Equatable {
  /// Whether they are the same byte by byte.
  public static func == (one: Event, other: Event) -> Bool {
    one.type.utf8.elementsEqual(other.type.utf8) && one.data.utf8.elementsEqual(other.data.utf8)
      && one.id.utf8.elementsEqual(other.id.utf8)
  }
}

extension FieldReader {
  /// The events that must come, in their order: a list, or `{each: …, times: …}` for many of one.
  func events(_ key: String) -> [Event] {
    guard let node = node(key) else { return [] }
    guard node.mapping != nil else { return nodes(key).compactMap { event($0) } }
    guard let reader = FieldReader(node, named: "'\(key)'", in: part, diagnostics) else {
      return []
    }
    reader.allow(["each", "times"])
    guard let each = reader.node("each").flatMap({ reader.event($0) }),
      let times = reader.integer("times", in: 1...1_000_000)
    else {
      reader.complainMissing("each' and 'times")
      return []
    }
    return [Event](repeating: each, count: times)
  }

  private func event(_ node: Node) -> Event? {
    if let scalar = node.scalar { return Event(data: scalar.string) }
    guard let reader = FieldReader(node, named: "an event", in: part, diagnostics) else {
      return nil
    }
    reader.allow(["event", "data", "id"])
    let pieces = PiecesReader(fields: reader)
    return Event(
      type: reader.text("event") ?? "message",
      data: String(decoding: pieces.bytes("data"), as: UTF8.self),
      id: String(decoding: pieces.bytes("id"), as: UTF8.self))
  }
}
