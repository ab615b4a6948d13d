import NIOCore
import NIOHTTP1
import NIOPosix

/// The near end of a driver's protocol: JSON over HTTP (W3C, "WebDriver").
///
/// Each call is a connection of its own; those that belong together take ``turns``.
struct WebDriver: Sendable {
  /// How long an answer may take before the call fails: 90 s, which the first takes on a busy machine.
  static let answerLimit = TimeAmount.seconds(90)
  /// The longest answer that is taken: 64 MiB.
  private static let answerSize = 64 << 20

  /// The session has one window at a time.
  let turns = Turns()
  private let port: Int

  init(port: Int) { self.port = port }

  /// Calls a command and returns its value; nil for a body: none is sent.
  @discardableResult
  func call(
    _ method: HTTPMethod, _ path: String, _ body: JSON? = [:]
  ) async throws(BrowserError) -> JSON {
    let text = body.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    let answer: JSON
    do {
      answer = JSON(parsing: try await exchange(method, path, text))["value"]
    } catch {
      throw .silent(method: path, seconds: Int(Self.answerLimit.nanoseconds / 1_000_000_000))
    }
    if let reason = answer["error"].string {
      let message = answer["message"].string ?? ""
      throw .refused(method: path, reason: message.isEmpty ? reason : message)
    }
    return answer
  }

  private func exchange(
    _ method: HTTPMethod, _ path: String, _ body: String
  ) async throws -> [UInt8] {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
            wrappingChannelSynchronously: channel)
        }
      }
    let limit = channel.channel.eventLoop.scheduleTask(in: Self.answerLimit) {
      channel.channel.close(promise: nil)
    }
    defer { limit.cancel() }
    return try await channel.executeThenClose { incoming, outgoing in
      var head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
      head.headers = [
        "Host": "127.0.0.1:\(port)", "Content-Type": "application/json",
        "Content-Length": "\(body.utf8.count)", "Connection": "close",
      ]
      try await outgoing.write(.head(head))
      try await outgoing.write(.body(.byteBuffer(ByteBuffer(string: body))))
      try await outgoing.write(.end(nil))
      var answer: [UInt8] = []
      for try await part in incoming {
        switch part {
        case .head: break
        case .body(let bytes):
          guard answer.count + bytes.readableBytes <= Self.answerSize else {
            throw ChannelError.inputClosed
          }
          answer += bytes.readableBytesView
        case .end: return answer
        }
      }
      throw ChannelError.inputClosed
    }
  }
}
