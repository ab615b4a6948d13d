import EventStream
import FoundationEssentials
import NIOCore
import NIOHTTP1

typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>

/// Answers the requests of one connection, one after the other.
struct Exchange {
  static let maxBody = 1 << 20

  let connection: HTTPConnection
  let hub: Hub

  func run() async throws {
    try await connection.executeThenClose { inbound, outbound in
      var head: HTTPRequestHead?
      var body: [UInt8] = []
      for try await part in inbound {
        switch part {
        case .head(let next):
          head = next
          body = []
        case .body(let bytes):
          if body.count <= Self.maxBody { body += bytes.readableBytesView }
        case .end:
          guard let request = head else { return }
          if request.method == .GET, request.uri == "/events" {
            return try await follow(request, outbound)
          }
          try await answer(request, body, on: outbound)
          guard request.isKeepAlive else { return }
        }
      }
    }
  }

  // MARK: The stream

  private static let streamHead: HTTPHeaders = [
    "Content-Type": "text/event-stream", "Cache-Control": "no-cache", "X-Accel-Buffering": "no",
  ]

  /// Writes the stream of one client, until it leaves or the hub ends it.
  private func follow(_ request: HTTPRequestHead, _ outbound: Outbound) async throws {
    let channel = connection.channel
    // Joins before the head goes out: who sees the head may count on every event behind it.
    let (number, missed, blocks) = await hub.join(
      last: request.headers.first(name: "Last-Event-ID") ?? "",
      hangUp: { channel.close(promise: nil) })
    do {
      let head = HTTPResponseHead(
        version: request.version, status: .ok, headers: Self.streamHead)
      try await outbound.write(.head(head))
      try await write(Array(": welcome\n\n".utf8), outbound)
      for block in missed { try await write(block, outbound) }
      for await block in blocks { try await write(block, outbound) }
      try await outbound.write(.end(nil))
    } catch {
      await hub.leave(number)
      throw error
    }
    await hub.leave(number)
  }

  private func write(_ block: [UInt8], _ outbound: Outbound) async throws {
    try await outbound.write(.body(ByteBuffer(bytes: block)))
  }

  // MARK: Other requests

  private func answer(_ request: HTTPRequestHead, _ body: [UInt8], on outbound: Outbound)
    async throws
  {
    var text = ""
    var status = HTTPResponseStatus.notFound
    var headers = HTTPHeaders()
    switch (request.method, request.uri) {
    case (.HEAD, "/events"):
      status = .ok
      headers = Self.streamHead
    case (.OPTIONS, _):
      status = .noContent
      headers = ["Allow": "GET, HEAD, OPTIONS, POST"]
    case (.POST, "/send"):
      (status, text) = await publish(body)
    case (_, "/events"), (_, "/send"):
      status = .methodNotAllowed
      headers = ["Allow": "GET, HEAD, OPTIONS, POST"]
    default: break
    }
    if status != .noContent { headers.add(name: "Content-Length", value: "\(text.utf8.count)") }
    try await outbound.write(
      .head(HTTPResponseHead(version: request.version, status: status, headers: headers)))
    if !text.isEmpty { try await outbound.write(.body(ByteBuffer(string: text))) }
    try await outbound.write(.end(nil))
  }

  /// What a stranger may post.
  private struct Posted: Decodable {
    var data: String
    var event: String?
    var id: String?
  }

  private func publish(_ body: [UInt8]) async -> (HTTPResponseStatus, String) {
    if body.count > Self.maxBody { return (.payloadTooLarge, "") }
    guard let posted = try? JSONDecoder().decode(Posted.self, from: Data(body)) else {
      return (.badRequest, "an event needs 'data', a text; 'event' and 'id' are texts\n")
    }
    do {
      let name = posted.event.flatMap { $0.isEmpty ? nil : $0 }
      try await hub.publish(ServerSentEvent(event: name, id: posted.id, data: posted.data))
    } catch {
      return (.badRequest, "'event' and 'id' are one line each, without NUL\n")
    }
    return (.noContent, "")
  }
}
