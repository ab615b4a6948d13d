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

  /// Posts what is no event, and wants a refusal of which nobody hears who follows.
  func expectRefusal(of body: [UInt8], _ name: String) async -> Failure? {
    guard let reader = reader(name), let publisher = subject.publisher else { return nil }
    let body = filled(body)
    note("POST \(publisher.place.target) \(Spelling.excerpt(body))")
    let status = await publisher.publish(body)
    guard let status, (400..<500).contains(status) else {
      let sentence =
        status.map { "the publisher answers \($0) to what is no event" }
        ?? "the publisher does not answer what is no event"
      return failed(
        sentence, came: [status.map(String.init) ?? "nothing"],
        wanted: ["4xx: the fault is the sender's"])
    }
    let (events, failure) = await eventsBeforeAnother(reader)
    if let failure { return failure }
    guard let event = events.first(where: { $0.data.contains(token) }) else { return nil }
    return failed(
      "an event came of what was refused", came: [Spelling.line(event)], wanted: ["no event"])
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
