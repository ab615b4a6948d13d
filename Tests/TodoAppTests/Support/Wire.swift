import EventStream
import NIOCore
import NIOPosix

@testable import TodoApp

/// A plain connection to a server: bytes out, bytes in.
final class Wire: Sendable {
  enum Piece: Sendable { case bytes([UInt8]), end }

  let pieces = Collector<Piece>()
  private let channel: any Channel

  init(port: Int, sending text: String) async throws {
    let pieces = pieces
    channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Receiver(pieces))
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    try await channel.writeAndFlush(ByteBuffer(string: text)).get()
  }

  func close() async { try? await channel.close().get() }

  private final class Receiver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    let pieces: Collector<Piece>
    init(_ pieces: Collector<Piece>) { self.pieces = pieces }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      pieces.append(.bytes(Array(buffer: unwrapInboundIn(data))))
    }
    func channelInactive(context: ChannelHandlerContext) { pieces.append(.end) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }
}

extension [Wire.Piece] {
  var bytes: [UInt8] {
    flatMap { piece -> [UInt8] in
      guard case .bytes(let bytes) = piece else { return [] }
      return bytes
    }
  }

  var hasEnded: Bool { contains { if case .end = $0 { true } else { false } } }
}

/// The answer to a request.
struct Answer: Sendable {
  var status: Int
  var headers: [String: String]
  var body: String

  /// Asks over a connection of its own, in HTTP/1.0: the body ends where the connection does.
  static func to(
    _ method: String, _ target: String, _ body: String? = nil,
    type: String? = "application/json", port: Int, headers: [String] = []
  ) async throws -> Answer {
    var lines = ["\(method) \(target) HTTP/1.0", "Host: localhost:\(port)"] + headers
    if let body {
      if let type { lines.append("Content-Type: \(type)") }
      lines.append("Content-Length: \(body.utf8.count)")
    }
    let head = lines.joined(separator: "\r\n") + "\r\n\r\n"
    let wire = try await Wire(port: port, sending: head + (body ?? ""))
    let pieces = try await wire.pieces.wait("the answer to \(method) \(target)") { $0.hasEnded }
    return Answer(pieces.bytes)
  }

  init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
    var lines = (parts.first ?? "").split(separator: "\r\n")
    let first = lines.isEmpty ? [] : lines.removeFirst().split(separator: " ")
    status = first.count > 1 ? Int(first[1]) ?? 0 : 0
    headers = [:]
    for line in lines {
      let halves = line.split(separator: ":", maxSplits: 1)
      guard halves.count == 2 else { continue }
      headers[halves[0].lowercased()] = halves[1].drop { $0 == " " }.description
    }
    body = parts.count > 1 ? String(parts[1]) : ""
  }
}

extension MessageEvent {
  /// The number in its id; nil for an id of another kind.
  var position: Int? { ChangeID(lastEventID)?.position }
}

/// A reader of `/live-todos` that keeps what it hears.
final class Reader: Sendable {
  private let wire: Wire

  init(port: Int, lastEventID: String? = nil, query: String = "") async throws {
    let resume = lastEventID.map { "Last-Event-ID: \($0)\r\n" } ?? ""
    wire = try await Wire(
      port: port,
      sending: "GET /live-todos\(query) HTTP/1.0\r\nHost: localhost:\(port)\r\n\(resume)\r\n")
    try await wire.pieces.wait("the head of the stream") { Self.text($0).contains("\r\n\r\n") }
  }

  var events: [MessageEvent] { Self.events(wire.pieces.elements) }

  /// The first `count` events, once they are there.
  func events(_ count: Int) async throws -> [MessageEvent] {
    let pieces = try await wire.pieces.wait("\(count) events") { Self.events($0).count >= count }
    return Array(Self.events(pieces))
  }

  /// All events there are, once they are as wanted.
  func events(until condition: @escaping @Sendable ([MessageEvent]) -> Bool) async throws
    -> [MessageEvent]
  {
    Self.events(try await wire.pieces.wait("events") { condition(Self.events($0)) })
  }

  func untilEnd() async throws {
    try await wire.pieces.wait("the end of the stream") { $0.hasEnded }
  }

  func close() async { await wire.close() }

  private static func text(_ pieces: [Wire.Piece]) -> String {
    String(decoding: pieces.bytes, as: UTF8.self)
  }

  private static func events(_ pieces: [Wire.Piece]) -> [MessageEvent] {
    let bytes = pieces.bytes
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return [] }
    var parser = EventStreamParser()
    let items = (try? parser.consume(Array(bytes[end...]))) ?? []
    return items.compactMap { item -> MessageEvent? in
      guard case .event(let event) = item else { return nil }
      return event
    }
  }
}
