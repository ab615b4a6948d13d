import Glibc
import Platform
import Testing

@testable import ScalingLab

@Suite("The load", .timeLimit(.minutes(2))) struct LoadTests {
  @Test func `clients of a port where nobody listens are refused`() async throws {
    let (descriptor, port) = try listenOnLoopback(backlog: 1)
    close(descriptor)
    let load = try StreamLoad(port: port, path: "/")
    await load.beginWindow()
    await load.grow(to: 20)
    while await load.counts().refused < 20 { await Task.yield() }
    let window = await load.endWindow()
    #expect(window.refused == 20)
    #expect(window.served == 0)
    #expect(window.silent == 0)
    await load.close()
  }

  @Test(arguments: [
    ("HTTP/1.1 503 Service Unavailable\r\n\r\n", 0, 1),
    ("HTTP/1.1 200 OK\r\n\r\ndata: 1234567890123\n\n", 1, 0),
    ("HTTP/1.1 200 OK\r\n\r\n: nothing yet\n\n", 0, 0),
  ])
  func `an answer decides whether a client is served, refused or silent`(
    answer: String, served: Int, refused: Int
  ) async throws {
    let (listener, port) = try listenOnLoopback(backlog: 4)
    defer { close(listener) }
    let load = try StreamLoad(port: port, path: "/events")
    await load.beginWindow()
    await load.grow(to: 1)
    let connection = await BlockingThread.run { answerOne(listener, answer) }
    defer { close(connection) }
    while true {
      let counts = await load.counts()
      if counts.served == served, counts.refused == refused { break }
      await Task.yield()
    }
    let window = await load.endWindow()
    #expect(window.served == served)
    #expect(window.refused == refused)
    #expect(window.silent == 1 - served - refused)
    await load.close()
  }

  @Test func `a visitor whom nobody answers has no delay`() async throws {
    let (listener, port) = try listenOnLoopback(backlog: 4)
    defer { close(listener) }
    let visitor = OrdinaryRequest(port: port, path: "/hello")
    #expect(await visitor.run(for: .milliseconds(300)) == nil)
  }

  @Test func `a cancelled visitor leaves at once`() async throws {
    let (listener, port) = try listenOnLoopback(backlog: 4)
    defer { close(listener) }
    let visit = Task { await OrdinaryRequest(port: port, path: "/").run(for: .seconds(600)) }
    visit.cancel()
    #expect(await visit.value == nil)
  }
}

/// Accepts one connection, reads its request and answers; the connection stays open.
private func answerOne(_ listener: CInt, _ answer: String) -> CInt {
  let connection = accept(listener, nil, nil)
  var buffer = [UInt8](repeating: 0, count: 4_096)
  _ = buffer.withUnsafeMutableBytes { receive(connection, into: $0) }
  _ = sendAll(connection, Array(answer.utf8))
  return connection
}
