/// What is published.
extension Visiting {
  func publish(_ event: Visit.Publication, _ isRefusable: Bool) async -> Failure? {
    guard let publisher = subject.publisher else { return nil }
    let filled = Visit.Publication(
      type: event.type.map(filled), data: event.data.map(filled), id: event.id.map(filled),
      padding: event.padding)
    let body = publisher.filled(filled)
    note("POST \(publisher.place.target) \(Spelling.excerpt(body))")
    let status = await publisher.publish(body)
    guard let status else {
      return failed("the publisher does not answer", came: ["nothing"], wanted: ["2xx"])
    }
    if (200..<300).contains(status) || isRefusable && (400..<500).contains(status) { return nil }
    return failed(
      "the publisher answers \(status)", came: ["\(status)"],
      wanted: [isRefusable ? "2xx, or 4xx to refuse it" : "2xx"])
  }

  func publishMany(_ prefix: String, _ from: Int, _ count: Int, _ size: Int) async
    -> Failure?
  {
    for number in from..<(from + count) {
      let event = Visit.Publication(data: "\(prefix)\(number)", padding: size)
      if let failure = await publish(event, false) { return failure }
      for reader in readers.current.values { await reader.drain() }
    }
    return nil
  }
}
