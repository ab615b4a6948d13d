/// Many readers at once.
extension Visiting {
  /// Publishes events while a reader leaves and comes back, and wants each once and in order.
  func race(_ prefix: String, _ count: Int, _ returns: Int) async -> Failure? {
    let publishing = Task { await publishMany(prefix, 1, count, 0) }
    let start = filled(prefix)
    var came: [Int] = []
    var name = "r0"
    var request = Visit.Request(name: name)
    let deadline = ContinuousClock.now + .seconds(20)
    var round = 0
    while came.last != count, ContinuousClock.now < deadline, !Task.isCancelled {
      if let failure = await ask(request) {
        publishing.cancel()
        return failure
      }
      guard let reader = reader(name) else { break }
      let wanted = round < returns ? (came.last ?? 0) + max(1, count / (returns + 1)) : count
      while (came.last ?? 0) < min(wanted, count) {
        guard let event = await reader.nextEvent(until: deadline) else { break }
        guard event.data.hasPrefix(start), let number = Int(event.data.dropFirst(start.count))
        else {
          continue
        }
        came.append(number)
      }
      // What came with the last one was read, too: the next request asks behind all of it.
      came += reader.takeWaiting().filter { $0.data.hasPrefix(start) }
        .compactMap { Int($0.data.dropFirst(start.count)) }
      await reader.connection.close()
      if came.last == count { break }
      round += 1
      request = Visit.Request(name: "r\(round)")
      request.resumes = name
      name = "r\(round)"
    }
    if let failure = await publishing.value { return failure }
    // The first ones may have been published before the first connection stood.
    let first = came.first ?? 1
    guard came != Array(first...count) else { return nil }
    let difference = OrderDifference(came: came, wanted: first...count)
    return failed(
      difference.sentence, came: difference.came,
      wanted: ["\(first) to \(count), each once and in this order, over \(returns) returns"])
  }

  func expectSpread(_ name: String, _ count: Int, _ least: Int) -> Failure? {
    let times = (1...max(count, 1)).compactMap { reader("\(name)\($0)")?.retries.last }
    guard Set(times).count < least else { return nil }
    return failed(
      "the clients are told to come back together",
      came: times.isEmpty
        ? ["no retry"] : ["retry: " + times.map(String.init).joined(separator: ", ")],
      wanted: ["\(least) different times, or more"])
  }
}
