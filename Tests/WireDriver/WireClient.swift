package import NIOCore
import NIOPosix
import Synchronization

/// A client that knows nothing: it sends bytes and keeps what comes back.
package final class WireClient: Sendable {
  package struct TookTooLong: Error, CustomStringConvertible {
    package var description: String
  }

  package let channel: any Channel
  private let collector: Collector

  /// Connects, and sends a request if there is one.
  package init(port: Int, _ request: String = "", reads: Bool = true, receiveBuffer: Int? = nil)
    async throws
  {
    let collector = Collector()
    self.collector = collector
    var bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelOption(.autoRead, value: reads)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(collector)
        }
      }
    if let receiveBuffer {
      bootstrap = bootstrap.channelOption(
        .socketOption(.so_rcvbuf), value: .init(receiveBuffer))
    }
    channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
    if !request.isEmpty { try await send(request) }
  }

  /// A GET with these header lines beside `Host`.
  package static func get(
    _ target: String, port: Int, _ headers: String..., version: String = "1.1"
  ) async throws -> WireClient {
    let lines = (["Host: localhost:\(port)"] + headers).map { $0 + "\r\n" }.joined()
    return try await WireClient(port: port, "GET \(target) HTTP/\(version)\r\n\(lines)\r\n")
  }

  package func send(_ text: String) async throws {
    try await channel.writeAndFlush(ByteBuffer(string: text)).get()
  }

  package func close() async { try? await channel.close().get() }

  /// Starts to read, if it was made not to.
  package func startReading() async throws {
    try await channel.setOption(.autoRead, value: true).get()
  }

  /// Everything that has come so far.
  package var text: String { String(decoding: collector.bytes, as: UTF8.self) }
  package var bytes: [UInt8] { collector.bytes }
  package var wasReset: Bool { collector.wasReset }

  /// Waits until the text passes the test, and returns it.
  @discardableResult
  package func text(
    within seconds: Int64 = 10, where test: @escaping @Sendable (String) -> Bool
  ) async throws -> String {
    try await wait(within: seconds) { bytes, _ in test(String(decoding: bytes, as: UTF8.self)) }
    return text
  }

  /// Waits until this text has come, and returns everything.
  @discardableResult
  package func text(upTo end: String, within seconds: Int64 = 10) async throws -> String {
    try await text(within: seconds) { $0.contains(end) }
  }

  /// Waits until the server has closed the connection, and returns everything.
  @discardableResult
  package func textToEnd(within seconds: Int64 = 10) async throws -> String {
    String(decoding: try await bytesToEnd(within: seconds), as: UTF8.self)
  }

  package func bytesToEnd(within seconds: Int64 = 10) async throws -> [UInt8] {
    try await wait(within: seconds) { $1 }
    return bytes
  }

  package func wait(
    within seconds: Int64, for test: @escaping @Sendable ([UInt8], Bool) -> Bool
  ) async throws {
    let timer = channel.eventLoop.scheduleTask(in: .seconds(seconds)) { self.collector.giveUp() }
    defer { timer.cancel() }
    guard await collector.wait(for: test) else {
      throw TookTooLong(description: "nothing more came after: \(text.suffix(400))")
    }
  }
}

/// Keeps what comes in and wakes who waits for it.
private final class Collector: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer

  private struct Waiter {
    var test: @Sendable ([UInt8], Bool) -> Bool
    var continuation: CheckedContinuation<Bool, Never>
  }
  private struct State {
    var bytes: [UInt8] = []
    var isClosed = false
    var wasReset = false
    var waiter: Waiter?
  }
  private let state = Mutex(State())

  var bytes: [UInt8] { state.withLock { $0.bytes } }
  var wasReset: Bool { state.withLock { $0.wasReset } }

  func wait(for test: @escaping @Sendable ([UInt8], Bool) -> Bool) async -> Bool {
    await withCheckedContinuation { continuation in
      state.withLock { $0.waiter = Waiter(test: test, continuation: continuation) }
      change { _ in }
    }
  }

  func giveUp() {
    let waiter = state.withLock { state in
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.continuation.resume(returning: false)
  }

  private func change(_ body: (inout State) -> Void) {
    let waiter: Waiter? = state.withLock { state in
      body(&state)
      guard let waiter = state.waiter, waiter.test(state.bytes, state.isClosed) else { return nil }
      state.waiter = nil
      return waiter
    }
    waiter?.continuation.resume(returning: true)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = Array(buffer: unwrapInboundIn(data))
    change { $0.bytes += bytes }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent { change { $0.isClosed = true } }
  }

  func channelInactive(context: ChannelHandlerContext) { change { $0.isClosed = true } }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    change { $0.wasReset = true }
    context.close(promise: nil)
  }
}
