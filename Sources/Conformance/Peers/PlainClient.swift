/// The standard's client as plainly as can be, with one planted fault on request.
///
/// A second opinion that shares no line with the client of this house. A fault is named as the rule
/// that it breaks; without one it keeps all.
struct PlainClient: ClientSubject {
  var fault: String?
  /// The reconnection time before a stream sets one; browsers wait longer.
  static let usualRetry = 700
  static let redirectLimit = 20

  var width: Int { 24 }

  private func breaks(_ rule: String) -> Bool { fault == rule }

  /// What is remembered from one connection to the next.
  private struct Memory {
    var retry = PlainClient.usualRetry
    var lastID = ""
    var connections = 0
    var torn: [[UInt8]] = []
    var open: [RawConnection] = []
  }

  private enum End { case lost, failed }

  func follow(
    _ url: String, _ hand: @escaping @Sendable (Event) -> Void
  ) async throws(SubjectProblem) {
    var memory = Memory()
    if breaks("a-pause") { memory.retry = 50 }
    var place = Place(url)
    while !Task.isCancelled {
      if breaks("retry-stays"), memory.connections > 0 { memory.retry = Self.usualRetry }
      let end = await connect(&place, &memory, hand)
      memory.connections += 1
      if end == .failed { break }
      var wait = memory.retry
      if breaks("retry-used") { wait = Self.usualRetry }
      if breaks("retry-large"), wait > 0x7FFF_FFFF { wait = 1 }
      try? await Task.sleep(for: .milliseconds(min(wait, 1_000_000_000)))
    }
    if breaks("lets-go") {
      while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
    }
    for connection in memory.open { await connection.close() }
  }

  /// Where a URL leads.
  struct Place {
    var isSecure: Bool
    var host: String
    var port: Int
    var target: String

    init(_ url: String) {
      isSecure = url.hasPrefix("https://")
      let rest = url.dropFirst(isSecure ? "https://".count : "http://".count)
      let slash = rest.firstIndex(of: "/") ?? rest.endIndex
      let parts = rest[..<slash].split(separator: ":")
      host = parts.first.map(String.init) ?? ""
      port = parts.last.flatMap { Int($0) } ?? (isSecure ? 443 : 80)
      target = slash == rest.endIndex ? "/" : String(rest[slash...])
    }

    /// Where a Location leads from here.
    func following(_ location: String) -> Place? {
      if location.isEmpty { return nil }
      if location.hasPrefix("http://") { return Place(location) }
      if location.hasPrefix("//") { return Place("http:" + location) }
      if location.contains("://") { return nil }
      var place = self
      let path = target.prefix { $0 != "?" && $0 != "#" }
      if location.hasPrefix("/") {
        place.target = location
      } else if location.hasPrefix("?") {
        place.target = path + location
      } else {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        var parts = folder.split(separator: "/").map(String.init)
        for part in location.split(separator: "/").map(String.init) where part != "." {
          if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        place.target = "/" + parts.joined(separator: "/")
      }
      return place
    }
  }

  private func connect(
    _ place: inout Place, _ memory: inout Memory, _ hand: @Sendable (Event) -> Void
  ) async -> End {
    var redirects = 0
    var here = place
    while true {
      guard let connection = await reach(here) else {
        if breaks("names"), here.host.hasSuffix(".invalid") { memory.retry = 1 }
        return breaks("refused") ? .failed : .lost
      }
      memory.open.append(connection)
      let id = breaks("id-through-redirects") && redirects > 0 ? "" : memory.lastID
      await connection.send(request(here, id))
      switch await answer(on: connection, &memory, hand) {
      case .end(let end):
        if !breaks("lets-go") || end == .lost { await connection.close() }
        return end
      case .elsewhere(let location):
        await connection.close()
        redirects += 1
        guard let next = here.following(location) else { return .failed }
        guard redirects <= Self.redirectLimit || breaks("redirect-loops") else { return .failed }
        here = next
      }
    }
  }

  private func reach(_ place: Place) async -> RawConnection? {
    // Nobody has such a name, and no resolver is asked for it (RFC 6761 6.4).
    if place.host.hasSuffix(".invalid") { return nil }
    let host = breaks("addresses") && place.host == "localhost" ? "::1" : place.host
    guard place.isSecure, !breaks("https") else {
      return try? await RawConnection.connect(host: host, port: place.port)
    }
    guard let tls = TLSEnd.client(verifiesCertificates: !breaks("certificates")) else { return nil }
    return try? await RawConnection.connect(host: host, port: place.port, tls: tls)
  }

  private func request(_ place: Place, _ id: String) -> [UInt8] {
    var target = place.target[...]
    if let hash = target.firstIndex(of: "#"), !breaks("fragment") { target = target[..<hash] }
    if breaks("target") { target = target.prefix { $0 != "?" } }
    var text = "\(breaks("method") ? "POST" : "GET") \(target) HTTP/1.1\r\n"
    text += "Host: \(place.host)\(breaks("host") ? "" : ":\(place.port)")\r\n"
    text += "Accept: \(breaks("accept") ? "*/*" : "text/event-stream")\r\n"
    text += "Accept-Encoding: gzip\r\n"
    if !breaks("no-cache") { text += "Cache-Control: no-cache\r\n" }
    if breaks("method") { text += "Content-Length: 0\r\n" }
    var bytes = Array(text.utf8)
    if !id.isEmpty || breaks("no-id-at-first") {
      bytes += Array("Last-Event-ID: ".utf8)
      bytes +=
        breaks("id-is-utf-8")
        ? id.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : 0x3F } : Array(id.utf8)
      bytes += [13, 10]
    }
    return bytes + [13, 10]
  }

  // MARK: The answer

  private enum Answer { case end(End), elsewhere(String) }

  private func answer(
    on connection: RawConnection, _ memory: inout Memory, _ hand: @Sendable (Event) -> Void
  ) async -> Answer {
    var reader = ResponseReader(fault: fault)
    var stream: Stream?
    let limit: Duration =
      breaks("silence") ? .milliseconds(1_200) : .seconds(600)
    while true {
      let headLimit: Duration = breaks("slow-heads") ? .milliseconds(600) : limit
      let reading = await connection.read(within: reader.head == nil ? headLimit : limit)
      guard case .bytes(let bytes, _) = reading else {
        if Task.isCancelled { return .end(.failed) }
        stream?.finish(&memory, self, hand)
        return .end(end(of: reader, reading))
      }
      let body: [UInt8]
      do throws(ResponseReader.Problem) {
        body = try reader.consume(bytes)
      } catch {
        return .end(breaks("no-http") ? .failed : .lost)
      }
      guard let head = reader.head else { continue }
      if stream == nil {
        if (301...303).contains(head.status) || [307, 308].contains(head.status) {
          if breaks("redirects"), head.status == 303 || head.status == 308 { return .end(.failed) }
          guard let location = head.value("location"), !location.isEmpty else {
            return .end(breaks("redirects-to-nowhere") ? .lost : .failed)
          }
          return .elsewhere(location)
        }
        if let end = refusal(of: head) { return .end(end) }
        stream = Stream(memory: memory, head: head, client: self)
      }
      stream?.consume(body, &memory, self, hand)
      if stream?.unzip?.isDamaged == true { return .end(.lost) }
      if reader.isBroken {
        stream?.finish(&memory, self, hand)
        let givesUp =
          breaks("bad-chunks") || breaks("trailers") || fault?.hasPrefix("chunk-") == true
        return .end(givesUp ? .failed : .lost)
      }
      if reader.isComplete {
        stream?.finish(&memory, self, hand)
        if breaks("end-of-chunks"), reader.framing == .chunked, stream?.given == 0 {
          return .end(.failed)
        }
        if breaks("end-of-length"), case .length = reader.framing { return .end(.failed) }
        return .end(.lost)
      }
    }
  }

  private func end(of reader: ResponseReader, _ reading: RawConnection.Reading) -> End {
    if case .reset = reading { return breaks("resets") ? .failed : .lost }
    if reader.head == nil { return breaks("no-answer") ? .failed : .lost }
    if breaks("broken-bodies"), reader.framing != .close { return .failed }
    if breaks("end-by-close"), reader.framing == .close { return .failed }
    return .lost
  }

  /// What to do with an answer that is no stream; nil for one that is.
  private func refusal(of head: ResponseReader.Head) -> End? {
    switch head.status {
    case 200: break
    case 204: return breaks("no-content") ? .lost : .failed
    case 201..<300: if !breaks("only-200") { return .failed }
    case 400..<500: return breaks("client-errors") ? .lost : .failed
    case 500..<600: return breaks("server-errors") ? .lost : .failed
    default: return breaks("other-redirects") ? .lost : .failed
    }
    if let coding = head.value("content-encoding")?.lowercased(),
      breaks("unknown-codings"), coding != "gzip"
    {
      return .failed
    }
    return isStream(head) ? nil : breaks("types-at-return") ? .lost : .failed
  }

  private func isStream(_ head: ResponseReader.Head) -> Bool {
    if breaks("types") { return true }
    let lines = head.values("content-type")
    var list = lines.flatMap { Self.parts(of: $0) }
    if breaks("last-type-counts") { list = Array(list.prefix(1)) }
    let last = list.last { $0.contains("/") } ?? ""
    if breaks("type-parameters"), last.contains(";"), !last.lowercased().contains("iso") {
      return false
    }
    if breaks("charset"),
      last.lowercased().contains("iso-8859") || last.lowercased().contains("utf-16")
    {
      return false
    }
    let essence = last.prefix { $0 != ";" }
    let trimmed = essence.split(separator: " ").joined()
    return (breaks("type-letters") ? trimmed : trimmed.lowercased()) == "text/event-stream"
      || trimmed.lowercased() == "text/event-stream" && last.contains(";")
  }

  /// The types of a list, its commas in quotes left alone.
  private static func parts(of line: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" { isQuoted.toggle() }
      if character == ",", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  // MARK: The stream

  /// The events of one connection.
  private struct Stream {
    var pieces: [[UInt8]] = []
    var given = 0
    var unzip: StoredGzip?
    var heldBack: [UInt8] = []
    let startID: String
    let isPlain: Bool

    init(memory: Memory, head: ResponseReader.Head, client: PlainClient) {
      startID = memory.lastID
      isPlain = head.value("transfer-encoding") == nil
      if client.breaks("torn-events") { pieces = memory.torn }
      if head.value("content-encoding")?.lowercased() == "gzip", !client.breaks("gzip") {
        unzip = StoredGzip()
      }
    }

    mutating func consume(
      _ body: [UInt8], _ memory: inout Memory, _ client: PlainClient,
      _ hand: @Sendable (Event) -> Void
    ) {
      var bytes = body
      if unzip != nil { bytes = unzip?.consume(body) ?? [] }
      guard !bytes.isEmpty else { return }
      if client.breaks("at-once"), isPlain {
        heldBack += bytes
        guard heldBack.count > 4_096 else { return }
        bytes = heldBack
        heldBack = []
      }
      if client.breaks("any-chunks"), let end = bytes.lastIndex(of: 10), !isPlain {
        bytes = Array(bytes[...end])
      }
      pieces.append(bytes)
      parse(&memory, client, hand)
    }

    mutating func finish(
      _ memory: inout Memory, _ client: PlainClient, _ hand: @Sendable (Event) -> Void
    ) {
      if !heldBack.isEmpty {
        pieces.append(heldBack)
        parse(&memory, client, hand)
      }
      if client.breaks("half-events") { parse(&memory, client, hand, isOver: true) }
      if client.breaks("id-is-kept"), given == 0 { memory.lastID = "" }
      let bytes = Array(pieces.joined())
      let end = bytes.indices.last { $0 > 0 && bytes[$0] == 10 && bytes[$0 - 1] == 10 } ?? -1
      let torn = Array(bytes[(end + 1)...])
      memory.torn = torn.starts(with: Array("id".utf8)) ? [] : [torn]
    }

    private mutating func parse(
      _ memory: inout Memory, _ client: PlainClient, _ hand: @Sendable (Event) -> Void,
      isOver: Bool = false
    ) {
      var parser = PlainParser(lastEventID: startID)
      if client.breaks("id-of-torn-events") { parser.fault = "incomplete-id" }
      if client.breaks("bare-ids") { parser.fault = "id-without-data" }
      if client.breaks("taken-back-ids") { parser.fault = "empty-id" }
      if isOver { parser.fault = "incomplete" }
      if client.breaks("retry-words") { parser.fault = "retry-digits" }
      if client.breaks("heartbeats") { parser.fault = "comment-only" }
      if client.breaks("mark-at-return"), memory.connections > 0 { parser.fault = "bom" }
      var pieces = pieces
      if client.breaks("long-events") { pieces = [Array(pieces.joined().prefix(65_536))] }
      let answer = parser.answer(to: pieces)
      var events = answer.events
      if client.breaks("bursts") { events = Array(events.prefix(100)) }
      if events.count > given {
        for event in events[given...] { hand(event) }
        given = events.count
      }
      if let summary = answer.summary {
        memory.lastID = summary.lastEventID
        if client.breaks("last-id"), let first = events.first?.id { memory.lastID = first }
        if client.breaks("clean-ids") {
          memory.lastID = memory.lastID.filter { $0 != " " && $0 != "," }
        }
        if client.breaks("other-ids"), let number = Int(memory.lastID) {
          memory.lastID = String(number)
        }
        memory.retry = summary.retry ?? memory.retry
      }
    }
  }
}

/// Undoes gzip where nothing was compressed: blocks of type "stored" (RFC 1951 3.2.4) alone.
///
/// The suite's streams have no others, so that a plain client needs no inflate.
struct StoredGzip {
  private var rest: [UInt8] = []
  private var hasHead = false
  private var isOver = false
  /// Whether a block of another type began.
  private(set) var isDamaged = false

  mutating func consume(_ bytes: [UInt8]) -> [UInt8] {
    rest += bytes
    if !hasHead {
      guard rest.count >= 10 else { return [] }
      rest.removeFirst(10)
      hasHead = true
    }
    var out: [UInt8] = []
    while !isOver, !isDamaged, let type = rest.first {
      isDamaged = type & 6 != 0
      guard !isDamaged, rest.count >= 5 else { break }
      let length = Int(rest[1]) | Int(rest[2]) << 8
      guard rest.count >= 5 + length else { break }
      out += rest[5..<(5 + length)]
      isOver = rest[0] & 1 == 1
      rest.removeFirst(5 + length)
    }
    return out
  }
}
