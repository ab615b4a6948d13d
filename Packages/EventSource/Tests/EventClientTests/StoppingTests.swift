import Adversary
import EventClient
import Foundation
import Testing

/// However the reader leaves, the socket is closed at once; and a slow reader slows the sender.
@Suite(.timeLimit(.minutes(1))) struct StoppingTests {
  private let closed = Gate()

  private func lasting() -> TestServer {
    TestServer { [closed] peer in
      peer.open("data: a\n\n")
      peer.waitUntilClosed()
      closed.open()
    }
  }

  @Test func `leaving the loop closes the socket`() async throws {
    let server = lasting()
    defer { server.stop() }
    let source = try EventSource(server.url)
    for await element in source {
      if case .message = element { break }
    }
    closed.wait()
    #expect(source.readyState == .closed)
  }

  @Test func `cancelling the task closes the socket`() async throws {
    let server = lasting()
    defer { server.stop() }
    let source = try EventSource(server.url)
    let opened = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      for await element in source {
        if case .message = element { opened.continuation.yield() }
      }
    }
    for await _ in opened.stream { break }
    task.cancel()
    closed.wait()
    await task.value
    #expect(source.readyState == .closed)
  }

  @Test func `closing from another thread closes the socket`() async throws {
    let server = lasting()
    defer { server.stop() }
    let source = try EventSource(server.url)
    for await element in source {
      if case .message = element { Thread.detachNewThread { source.close() } }
    }
    closed.wait()
  }

  @Test func `a connect into a black hole is given up within 50 ms of the cancellation`()
    async throws
  {
    let hole = try BlackHole()
    defer { hole.close() }
    // The best of some: other tests run at the same time, on few processors.
    var best = Duration.seconds(10)
    for _ in 0..<8 where best >= .milliseconds(50) {
      best = min(best, try await timeToGiveUp("http://127.0.0.1:\(hole.port)/"))
    }
    #expect(best < .milliseconds(50))
  }

  private func timeToGiveUp(_ url: String) async throws -> Duration {
    let source = try EventSource(url)
    let connecting = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      for await element in source {
        if case .connecting = element { connecting.continuation.yield() }
      }
    }
    for await _ in connecting.stream { break }
    try await Task.sleep(for: .milliseconds(20))  // The connect is under way by now.
    return await ContinuousClock().measure {
      task.cancel()
      await task.value
    }
  }

  @Test func `a connect into a black hole is given up after the connect time-out`() async throws {
    let hole = try BlackHole()
    defer { hole.close() }
    #expect(
      try await transcript(of: "http://127.0.0.1:\(hole.port)/", lines: 2) {
        $0.connectTimeout = .milliseconds(80)
      }.last
        == "lost: 127.0.0.1:\(hole.port) did not answer within 80 ms; again in 3.0 seconds")
  }

  @Test func `a slow reader stops the sender, and a reader who goes on lets it go on`()
    async throws
  {
    let event = Array(("data: " + String(repeating: "x", count: 1000) + "\n\n").utf8)
    let block = Array(repeatElement(event, count: 64).joined())
    let stalled = AsyncStream.makeStream(of: Int.self)
    let server = TestServer { peer in
      peer.open()
      var sent = 0
      while peer.canSend(within: 300) { sent += max(peer.sendWithoutBlocking(block), 0) }
      stalled.continuation.yield(sent)
      while peer.send(block) {}
    }
    defer { server.stop() }
    var elements = try EventSource(server.url).makeAsyncIterator()
    _ = await elements.next()
    _ = await elements.next()
    var sent = 0
    for await bytes in stalled.stream {
      sent = bytes
      break
    }
    // What stands between the two is the kernel's buffers, not memory of ours.
    #expect(sent < 32 << 20)
    for _ in 0..<(2 * sent / event.count) {
      guard case .message? = await elements.next() else { return #expect(Bool(false)) }
    }
  }
}

/// A port that answers nobody: its queue of connections is full.
private struct BlackHole {
  let port: Int
  private var sockets: [CInt] = []

  init() throws {
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    sockets.append(listener)
    port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        precondition(bind(listener, $0, length) == 0 && listen(listener, 0) == 0)
        getsockname(listener, $0, &length)
      }
      return Int(UInt16(bigEndian: pointer.pointee.sin_port))
    }
    for _ in 0..<8 {
      let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | O_NONBLOCK, 0)
      sockets.append(descriptor)
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = connect(descriptor, $0, length)
        }
      }
    }
  }

  func close() { for descriptor in sockets { Foundation.close(descriptor) } }
}
