/// Which events come.
extension Visiting {
  /// What came of the events of this visit.
  func lines(_ reader: StreamReader) -> [String] {
    let events = reader.seen.suffix(8).map { Spelling.line($0) }
    return events.isEmpty ? ["no event", Spelling.excerpt(reader.body)] : Array(events)
  }

  /// How long an event is still waited for once another of the same visit has come.
  private static let patienceAfterAnother = Duration.seconds(1)

  func expectEvent(
    _ name: String, _ type: String?, _ data: String, _ id: String?, _ limit: Duration
  ) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let wanted = filled(data)
    var deadline = ContinuousClock.now + limit
    var other: Event?
    while let event = await reader.nextEvent(until: deadline) {
      guard event.data.utf8.elementsEqual(wanted.utf8) else {
        // One of this visit, as it seems, with other data: the right one may still come, but soon.
        if other == nil, event.data.contains(token), wanted.contains(token) {
          other = event
          deadline = min(deadline, .now + Self.patienceAfterAnother)
        }
        continue
      }
      if let type, type != event.type {
        return failed(
          "the type is another", came: [Spelling.line(event)],
          wanted: [Spelling.line(Event(type: type, data: wanted, id: event.id))])
      }
      if let id, !filled(id).utf8.elementsEqual(event.id.utf8) {
        return failed(
          "the id is another", came: [Spelling.line(event)],
          wanted: [Spelling.line(Event(type: event.type, data: wanted, id: filled(id)))])
      }
      return nil
    }
    if let other {
      let difference = EventDifference(
        came: [other], wanted: [Event(type: other.type, data: wanted, id: other.id)])
      return failed(
        "the event came with other data", came: difference?.came ?? lines(reader),
        wanted: difference?.wanted ?? [Spelling.quoted(wanted.utf8)])
    }
    return failed(
      "the event did not come within \(limit.inSeconds)", came: lines(reader),
      wanted: [Spelling.line(Event(type: type ?? "message", data: wanted, id: id ?? "…"))])
  }

  func expectPassed(_ name: String, _ limit: Duration) async -> Failure? {
    guard let reader = reader(name), let sought = reader.sought else { return nil }
    if await reader.passes(until: .now + limit) { return nil }
    return failed(
      "the event did not come within \(limit.inSeconds)",
      came: ["… " + Spelling.excerpt(Array(reader.body.suffix(Spelling.window)))],
      wanted: ["an event whose data begin with \(Spelling.quoted(sought))"])
  }

  func expectNumbered(
    _ name: String, _ prefix: String, _ from: Int, _ to: Int, _ limit: Duration
  ) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let start = filled(prefix)
    var came: [Int] = []
    let deadline = ContinuousClock.now + limit
    while came.last != to, came.count < 2 * (to - from + 2) {
      guard let event = await reader.nextEvent(until: deadline) else { break }
      guard event.data.hasPrefix(start) else { continue }
      let digits = event.data.dropFirst(start.count).prefix { $0.isNumber }
      if let number = Int(digits) { came.append(number) }
    }
    guard came != Array(from...to) else { return nil }
    let difference = OrderDifference(came: came, wanted: from...to)
    return failed(
      difference.sentence, came: difference.came,
      wanted: ["\(from) to \(to), each once and in this order"])
  }

  func expectQuiet(_ name: String, _ prefix: String, _ time: Duration) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let start = filled(prefix)
    let deadline = ContinuousClock.now + time
    while let event = await reader.nextEvent(until: deadline) {
      guard event.data.hasPrefix(start) else { continue }
      return failed(
        "an event came that must not come", came: [Spelling.line(event)], wanted: ["no event"])
    }
    return nil
  }

  func expectUnforged(
    _ name: String, _ type: String?, _ data: String?, _ id: String?
  ) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let (came, failure) = await eventsBeforeAnother(reader)
    if let failure { return failure }
    let forged = came.first { event in
      type.map { event.type == $0 } ?? false
        || data.map { filled($0).utf8.elementsEqual(event.data.utf8) } ?? false
        || id.map { filled($0).utf8.elementsEqual(event.id.utf8) } ?? false
    }
    guard let forged else { return nil }
    return failed(
      "what was published became a field of its own", came: [Spelling.line(forged)],
      wanted: ["a refusal, or an event in which it stands as text"])
  }

  /// Publishes one more event, and gives all that came before it; a failure where it does not come.
  func eventsBeforeAnother(_ reader: StreamReader) async -> ([Event], Failure?) {
    let end = "\(token)-end"
    if let failure = await publish(Visit.Publication(data: end), false) { return ([], failure) }
    let deadline = ContinuousClock.now + .seconds(4)
    var came: [Event] = []
    while let event = await reader.nextEvent(until: deadline) {
      if event.data == end { return (came, nil) }
      came.append(event)
    }
    return (
      came,
      failed(
        "the stream broke: the event after it did not come", came: lines(reader),
        wanted: [Spelling.line(Event(data: end))])
    )
  }

  /// Wants to hear anything at all.
  func expectWord(_ name: String, _ limit: Duration) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    if await reader.nextEvent(until: .now + limit) != nil { return nil }
    return failed(
      "nothing is said of what is missing, for \(limit.inSeconds)", came: lines(reader),
      wanted: ["an event that says so, or all that is kept, from the oldest on"])
  }

  func expectNothingTwice(_ name: String, _ other: String, _ time: Duration) async -> Failure? {
    guard let reader = reader(name), let earlier = self.reader(other) else { return nil }
    let deadline = ContinuousClock.now + time
    while let event = await reader.nextEvent(until: deadline) {
      guard earlier.seen.contains(event) else { continue }
      return failed(
        "it comes again, to who came back with its id", came: [Spelling.line(event)],
        wanted: ["what is new"])
    }
    return nil
  }

  func expectDifferentIDs(_ name: String) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let events = reader.seen.filter { $0.data.hasPrefix(token) }
    let ids = events.map(\.id)
    if ids.contains("") || ids.isEmpty {
      return failed(
        "an event has no id", came: events.map { Spelling.line($0) },
        wanted: ["an id with each event"])
    }
    guard Set(ids).count < ids.count else { return nil }
    return failed(
      "two events have one id", came: events.map { Spelling.line($0) },
      wanted: ["an id for each event"])
  }
}
