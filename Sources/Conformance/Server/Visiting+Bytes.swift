/// Which bytes come.
extension Visiting {
  func expectBytes(_ name: String, _ isNew: Bool, _ limit: Duration) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    while isNew, await reader.read(until: .now) {}
    let before = isNew ? reader.body.count : 0
    let deadline = ContinuousClock.now + shortened(limit)
    while reader.body.count == before {
      guard await reader.read(until: deadline) else {
        return failed(
          "no byte of the body came within \(limit.inSeconds)",
          came: [Spelling.excerpt(reader.body)], wanted: ["a comment, or an event"])
      }
    }
    return nil
  }

  func expect(_ rule: Visit.WireRule, _ name: String) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    if rule == .notChunked {
      guard reader.framing == .chunked else { return nil }
      return failed(
        "the answer to HTTP/1.0 is chunked", came: [Spelling.excerpt(reader.wire)],
        wanted: ["no chunks, the end by closing"])
    }
    let lines = reader.body.split { $0 == 10 || $0 == 13 }.map {
      String(decoding: $0, as: UTF8.self)
    }
    // The last line may not be whole.
    for line in lines.dropLast() {
      let field = String(line.prefix { $0 != ":" })
      let value = line.dropFirst(field.count + 1).drop { $0 == " " }
      if rule == .knownFields, !line.hasPrefix(":"),
        !["data", "event", "id", "retry"].contains(field)
      {
        return failed(
          "a line is no field that a client knows", came: [Spelling.quoted(line.utf8)],
          wanted: ["data, event, id, retry, or a comment"])
      }
      if rule == .retryIsNumber, field == "retry",
        value.isEmpty || !value.utf8.allSatisfy({ (0x30...0x39).contains($0) })
      {
        return failed(
          "retry is no number", came: [Spelling.quoted(line.utf8)],
          wanted: ["digits alone: milliseconds"])
      }
    }
    return nil
  }

  func expectNoBody(_ name: String, _ time: Duration) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let deadline = ContinuousClock.now + time
    while await reader.read(until: deadline) {}
    let head = reader.wire.firstRange(of: [13, 10, 13, 10])?.upperBound ?? reader.wire.count
    guard reader.wire.count > head else { return nil }
    return failed(
      "a body came", came: [Spelling.excerpt(Array(reader.wire[head...]))],
      wanted: ["the head alone"])
  }
}
