/// What happened and was not yet asked for: at most what one read from the socket completed.
struct ElementQueue {
  private var elements: [EventSource.Element] = []
  private var position = 0

  mutating func append(_ element: EventSource.Element) { elements.append(element) }

  mutating func next() -> EventSource.Element? {
    guard position < elements.count else { return nil }
    defer {
      position += 1
      if position == elements.count {
        elements.removeAll(keepingCapacity: true)
        position = 0
      }
    }
    return elements[position]
  }
}
