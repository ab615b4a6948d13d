import FoundationEssentials
import NIOCore
import VisibleText

/// A server with one stream, as plainly as can be, with one planted fault on request.
///
/// `GET` anywhere is the stream, `POST` publishes `{"event","data","id"}`. It keeps everything, as
/// nobody may who serves people.
final class PlainServer: ServerLife {
  let fault: String?
  private let state = Shared(State())

  /// The longest silence on a stream.
  private static let heartbeat = Duration.milliseconds(400)
  /// How long the body stays empty where that is the fault, but for events.
  private static let lateFirstByte = Duration.milliseconds(1_300)

  private struct State {
    var server: RawServer?
    var log: [(id: Int, block: [UInt8])] = []
    var readers: [Int: Reader] = [:]
    var number = 0
    var count = 0
    var isEnding = false
    var hasEnded = true
    var hasLost = false
  }

  private struct Reader: Sendable {
    var connection: RawConnection
    var queue: AsyncStream<[UInt8]>.Continuation
    var isChunked: Bool
  }

  init(fault: String? = nil) { self.fault = fault }

  private func breaks(_ rule: String) -> Bool { fault == rule }

  var process: Int32? { nil }
  /// How many events were published.
  var published: Int { state.current.count }
  var port: Int { state.current.server?.port ?? 0 }

  // MARK: Life

  func start() async throws(SubjectProblem) {
    guard state.current.hasEnded else { return }
    do {
      if let server = state.current.server {
        await server.comeBack()
      } else {
        let server = try await RawServer.start { [self] connection in
          Task { await serve(connection) }
        }
        state.with { $0.server = server }
      }
    } catch {
      throw .notStarted("the plain server", reason: "\(error)")
    }
    state.with {
      $0.hasEnded = false
      $0.isEnding = false
    }
  }

  func terminate() async {
    state.with { $0.isEnding = true }
    await state.current.server?.goAway()
    if breaks("sigterm-ends") { return }
    let readers = Array(state.current.readers.values)
    for (index, reader) in readers.enumerated() {
      if !breaks("spread") {
        await send(Array("retry: \(1_000 + 170 * index)\n\n".utf8), reader)
      }
      if !breaks("sigterm-in-order"), reader.isChunked {
        await reader.connection.send(Array("0\r\n\r\n".utf8))
      }
      reader.queue.finish()
      await reader.connection.close()
    }
    state.with {
      $0.readers = [:]
      $0.hasEnded = true
    }
  }

  func hasEnded() async -> Bool { state.current.hasEnded }

  func kill() async {
    state.with { $0.hasEnded = true }
    let readers = state.with { state in
      defer { state.readers = [:] }
      return Array(state.readers.values)
    }
    await state.current.server?.stop()
    for reader in readers { reader.queue.finish() }
  }

  // MARK: Requests

  private func serve(_ connection: RawConnection) async {
    var bytes: [UInt8] = []
    while true {
      while bytes.firstRange(of: [13, 10, 13, 10]) == nil {
        if !bytes.isEmpty, !breaks("no-http"), !Self.mayBeHTTP(bytes) {
          await connection.send(
            Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
          )
          return await connection.close()
        }
        guard case .bytes(let more, _) = await connection.read(within: .seconds(60)) else {
          return await connection.close()
        }
        if breaks("slow-requests"), bytes.count + more.count < 16 {
          return await connection.close()
        }
        bytes += more
      }
      let end = bytes.firstRange(of: [13, 10, 13, 10])?.upperBound ?? bytes.count
      let head = String(decoding: bytes[..<end], as: UTF8.self)
      bytes.removeFirst(end)
      let words = head.prefix { $0 != "\r\n" }.split(separator: " ").map(String.init)
      guard words.count == 3 else {
        if breaks("no-http") { _ = await connection.read(within: .seconds(60)) }
        return await connection.close()
      }
      if words[0] == "POST" {
        let length = Self.header("content-length", head).flatMap { Int($0) } ?? 0
        while bytes.count < length {
          guard case .bytes(let more, _) = await connection.read(within: .seconds(5)) else { break }
          bytes += more
        }
        let status = await publish(Array(bytes.prefix(length)))
        await connection.send(
          Array("HTTP/1.1 \(status)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
        return await connection.close()
      }
      if words[0] == "GET" || breaks("other-methods") && words[0] != "HEAD" && words[0] != "OPTIONS"
      {
        return await stream(connection, head, isOld: words[2] == "HTTP/1.0")
      }
      if words[0] == "HEAD", breaks("head") {
        return await stream(connection, head, isOld: false)
      }
      if words[0] == "OPTIONS", breaks("options") { return }
      let status =
        words[0] == "HEAD"
        ? "200 OK" : words[0] == "OPTIONS" ? "204 No Content" : "405 Method Not Allowed"
      var answer = "HTTP/1.1 \(status)\r\nAllow: GET, HEAD, OPTIONS, POST\r\n"
      answer += words[0] == "HEAD" ? streamHeaders(head) + "\r\n" : "Content-Length: 0\r\n\r\n"
      await connection.send(Array(answer.utf8))
      if breaks("keep-alive") { return await connection.close() }
      if breaks("pipelines") { bytes = [] }
    }
  }

  private static func mayBeHTTP(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(8).allSatisfy { (0x20...0x7A).contains($0) || $0 == 10 || $0 == 13 }
      && !(bytes.contains(10) && bytes.firstRange(of: Array("HTTP/1".utf8)) == nil)
  }

  private static func header(_ name: String, _ head: String) -> String? {
    for line in head.split(whereSeparator: { $0 == "\r\n" }).dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].lowercased() == name else { continue }
      return String(parts[1].drop { $0 == " " })
    }
    return nil
  }

  private func streamHeaders(_ head: String) -> String {
    var lines = ["Content-Type: text/event-stream" + (breaks("type") ? "; charset=iso-8859-1" : "")]
    if !breaks("cache-control") { lines.append("Cache-Control: no-store") }
    if !breaks("buffering") { lines.append("X-Accel-Buffering: no") }
    if breaks("no-length") { lines.append("Content-Length: 1000000") }
    if breaks("uncompressed"), Self.header("accept-encoding", head) == nil {
      lines.append("Content-Encoding: gzip")
    }
    if breaks("cors"), Self.header("origin", head) != nil {
      lines.append("Access-Control-Allow-Origin: *")
      lines.append("Access-Control-Allow-Credentials: true")
    }
    return lines.map { $0 + "\r\n" }.joined()
  }

  // MARK: The stream

  private func stream(_ connection: RawConnection, _ head: String, isOld: Bool) async {
    let last = Self.header("last-event-id", head)
    if let last, !last.isEmpty, breaks("foreign-ids"), Int(last) == nil {
      await connection.send(Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8))
      return await connection.close()
    }
    if let last, breaks("odd-ids"),
      last.utf8.count > 100 || last.utf8.contains(where: { $0 > 0x7E || $0 < 0x20 })
    {
      await connection.send(Array("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n".utf8))
      return await connection.close()
    }
    if breaks("head-at-once") { try? await Task.sleep(for: .milliseconds(1_300)) }
    let isChunked = !isOld && !breaks("no-length") || isOld && breaks("http-1-0")
    var answer = "HTTP/1.1 200 OK\r\n" + streamHeaders(head)
    if isChunked { answer += "Transfer-Encoding: chunked\r\n" }
    await connection.send(Array((answer + "\r\n").utf8))
    let (blocks, queue) = AsyncStream<[UInt8]>.makeStream()
    let reader = Reader(connection: connection, queue: queue, isChunked: isChunked)
    let isLate = breaks("resume-race") && last != nil
    if isLate {
      await replay(last, to: reader)
      try? await Task.sleep(for: .milliseconds(40))
    }
    let (number, missed) = state.with { state -> (Int, [[UInt8]]) in
      state.number += 1
      state.readers[state.number] = reader
      if breaks("then-live"), last != nil { state.readers[state.number] = nil }
      return (state.number, isLate ? [] : self.missed(last, state.log))
    }
    if !breaks("first-byte") { await send(Array(": welcome\n\n".utf8), reader) }
    if breaks("retry-is-number") { await send(Array("retry: 2s\n\n".utf8), reader) }
    if breaks("known-fields") { await send(Array("ping\n\n".utf8), reader) }
    for block in missed { await send(block, reader) }
    // What collects to compress collects comments as well.
    let isHeld = breaks("compression") && Self.header("accept-encoding", head) != nil
    await withTaskGroup { tasks in
      tasks.addTask {
        for await block in blocks {
          if self.breaks("at-once") { try? await Task.sleep(for: .milliseconds(800)) }
          if isHeld { continue }
          await self.send(block, reader)
        }
      }
      tasks.addTask {
        if self.breaks("first-byte") { try? await Task.sleep(for: Self.lateFirstByte) }
        while !Task.isCancelled, !isHeld, !self.breaks("heartbeat") {
          try? await Task.sleep(for: Self.heartbeat)
          if Task.isCancelled { return }
          await self.send(Array(":\n".utf8), reader)
        }
      }
      // The client says nothing more, but that it leaves.
      while case let reading = await connection.read(within: .seconds(600)), case .bytes = reading {
      }
      if !breaks("leaving") || state.current.isEnding { await connection.close() }
      queue.finish()
      tasks.cancelAll()
    }
    state.with {
      $0.readers[number] = nil
      $0.hasLost = true
    }
  }

  private func replay(_ last: String?, to reader: Reader) async {
    for block in missed(last, state.current.log) { await send(block, reader) }
  }

  private func missed(_ last: String?, _ log: [(id: Int, block: [UInt8])]) -> [[UInt8]] {
    guard let last, !last.isEmpty else { return breaks("no-history") ? log.map(\.block) : [] }
    guard let number = Int(last), (0...log.count).contains(number) else {
      if breaks("gaps") { return [] }
      return [Array("event: gap\nid: \(log.count)\ndata: some events may be missing\n\n".utf8)]
    }
    var after = log.filter { breaks("no-repetition") ? $0.id >= number : $0.id > number }
    if breaks("no-loss") { after = Array(after.suffix(2)) }
    if breaks("replay-order"), after.count > 5 { after.reverse() }
    return after.map(\.block)
  }

  private func send(_ block: [UInt8], _ reader: Reader) async {
    guard reader.isChunked else {
      await reader.connection.send(block)
      return
    }
    let size = String(block.count, radix: 16)
    await reader.connection.send(Array("\(size)\r\n".utf8) + block + [13, 10])
  }

  // MARK: Publishing

  private struct Publication: Decodable {
    var event: String?
    var data: String?
    var id: String?
  }

  private func publish(_ body: [UInt8]) async -> String {
    var event = try? JSONDecoder().decode(Publication.self, from: Data(body))
    if breaks("malformed-bodies") {
      event = event ?? Publication(data: String(decoding: body, as: UTF8.self))
    }
    guard let event else { return "400 Bad Request" }
    let isLine = { (text: String) in !text.utf8.contains { [0, 10, 13].contains($0) } }
    if !breaks("forged-types"), let type = event.event, !isLine(type) { return "422 No" }
    if !breaks("forged-ids"), let id = event.id, !isLine(id) { return "422 No" }
    var data = event.data ?? ""
    if breaks("non-ascii") {
      data = String(String.UnicodeScalarView(data.unicodeScalars.map { $0.isASCII ? $0 : "?" }))
    }
    if breaks("large"), data.utf8.count > 65_536 { data = String(data.prefix(65_536)) }
    if breaks("trailing-space") {
      while data.last == " " || data.last == "\t" { data.removeLast() }
    }
    if breaks("any-data"), data.hasPrefix("{") || data.hasPrefix("\"") {
      data = JSONText.quoted(data)
    }
    let (block, readers) = state.with { state -> ([UInt8], [(Int, Reader)]) in
      state.count += 1
      let id = breaks("ids-differ") && state.count == 5 ? 4 : state.count
      let block = self.block(event, data, event.id ?? String(id))
      state.log.append((state.count, block))
      let isBroken = breaks("others-go-on") && state.hasLost
      state.hasLost = false
      return (block, isBroken ? [] : Array(state.readers.sorted { $0.key < $1.key }))
    }
    for (index, (_, reader)) in readers.enumerated() {
      if breaks("fan-out"), index > 6 { break }
      if breaks("slow-readers"), !reader.connection.channel.isWritable {
        try? await Task.sleep(for: .seconds(7))
      }
      reader.queue.yield(block)
    }
    return "204 No Content"
  }

  private func block(_ event: Publication, _ data: String, _ id: String) -> [UInt8] {
    var text = "id: \(id)\n"
    if let type = event.event, !type.isEmpty {
      text += "event: \(breaks("types") ? type.replacing(" ", with: "_") : type)\n"
    }
    let space = breaks("leading-space") ? "" : " "
    var lines: [Substring.UnicodeScalarView.SubSequence] = []
    let scalars = Substring(data).unicodeScalars
    // Of line feeds alone, so that the rules on carriage returns and empty lines do not see it.
    if breaks("line-feeds"), !scalars.contains("\r"), !data.contains("\n\n"), data.last != "\n",
      data.first != "\n"
    {
      lines = [scalars]
    } else {
      let joined =
        breaks("carriage-returns")
        ? data : data.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      lines = Substring(joined).unicodeScalars.split(
        separator: "\n", omittingEmptySubsequences: false)
    }
    if breaks("empty-lines") { lines = lines.count > 1 ? lines.filter { !$0.isEmpty } : lines }
    if breaks("empty-data"), data.isEmpty { lines = [] }
    for line in lines { text += "data:\(space)\(String(line))\n" }
    return Array((text + "\n").utf8)
  }
}
