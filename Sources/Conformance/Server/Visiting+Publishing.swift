/// What is published.
extension Visiting {
  func publish(_ event: Visit.Publication, _ isRefusable: Bool) async -> Failure? {
    guard let publisher = subject.publisher else { return nil }
    let filled = Visit.Publication(
      type: event.type.map(filled), data: event.data.map(filled), id: event.id.map(filled))
    note(
      "POST \(publisher.place.target) \(Spelling.excerpt(publisher.filled(filled)))")
    let status = await publisher.publish(filled)
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
    let padding = String(repeating: "x", count: size)
    for number in from..<(from + count) {
      let event = Visit.Publication(data: "\(prefix)\(number)\(padding)")
      if let failure = await publish(event, false) { return failure }
    }
    return nil
  }
}
