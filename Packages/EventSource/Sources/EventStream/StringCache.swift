/// Makes strings of the views, and the same string only once where streams repeat themselves.
struct StringCache: Sendable {
  private var type = Repeated()
  private var lastEventID = Repeated()

  mutating func item(_ view: ItemBytes) -> EventStreamParser.Item {
    switch view {
    case .event(let event):
      .event(
        MessageEvent(
          type: event.type.isEmpty ? "message" : type.string(event.type),
          data: String(utf8: event.data),
          lastEventID: event.lastEventID.isEmpty ? "" : lastEventID.string(event.lastEventID)))
    case .comment(let text): .comment(String(utf8: text))
    case .retry(let time): .retry(time)
    }
  }

  /// A string and the bytes it was made of.
  ///
  /// Short strings need no memory of their own and are made anew each time.
  private struct Repeated {
    private static let inlineCount = 15
    private var bytes: [UInt8] = []
    private var text = ""

    mutating func string(_ view: UnsafeRawBufferPointer) -> String {
      if view.count <= Self.inlineCount { return String(utf8: view) }
      if !bytes.elementsEqual(view) {
        bytes = Array(view)
        text = String(utf8: view)
      }
      return text
    }
  }
}

extension String {
  /// The text of UTF-8 bytes, U+FFFD where they are none (the standard's "UTF-8 decode").
  init(utf8 bytes: UnsafeRawBufferPointer) {
    self = bytes.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
  }
}
