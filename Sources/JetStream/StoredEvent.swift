import EventStream

/// An event as a stream keeps it: the block of an event stream, without an id, which the stream gives.
enum StoredEvent {
  /// The payload of an event.
  ///
  /// - Throws: What ``ServerSentEvent/encoded()`` refuses.
  static func payload(of event: ServerSentEvent) throws(EventStreamError) -> [UInt8] {
    var event = event
    event.id = nil
    return try event.encoded()
  }

  /// The event of a payload, with this id; nil when it is not one event and nothing else.
  ///
  /// Anybody on the engine's network may publish to a stream, so nothing of a payload goes out as it is:
  /// it is parsed, and written anew.
  static func event(of payload: [UInt8], id: String) -> ServerSentEvent? {
    var parser = EventStreamParser()
    guard let items = try? parser.consume(payload + [0x0A, 0x0A]) else { return nil }
    var found: MessageEvent?
    for case .event(let event) in items {
      guard found == nil else { return nil }
      found = event
    }
    guard let found else { return nil }
    return ServerSentEvent(
      event: found.type == "message" ? nil : found.type, id: id, retry: parser.reconnectionTime,
      data: found.data)
  }
}
