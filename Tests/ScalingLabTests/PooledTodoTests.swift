import Platform
import Testing

@testable import ScalingLab

@Suite("The TODO app with a connection for each reader", .timeLimit(.minutes(2)))
struct PooledTodoTests {
  @Test func `it keeps and lists rows while a connection is free`() async throws {
    try await serving(connections: 2) { port, _ in
      let added = try await exchange(
        port, "POST /todos", body: #"{"description":"Buy \"coffee\"","completed":false}"#)
      #expect(added.hasPrefix("HTTP/1.1 201 Created\r\n"))
      let list = try await exchange(port, "GET /todos")
      #expect(list.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(list.contains(#""description":"Buy \"coffee\"""#))
    }
  }

  @Test func `a wrong body is refused with a sentence`() async throws {
    try await serving(connections: 1) { port, _ in
      let answer = try await exchange(port, "POST /todos", body: #"{"description":7}"#)
      #expect(answer.hasPrefix("HTTP/1.1 422 "))
      #expect(answer.hasSuffix(#"{"error":"give description and completed"}"#))
    }
  }

  @Test func `the last connection taken by a reader stops the list until a reader leaves`()
    async throws
  {
    try await serving(connections: 1) { port, file in
      let visitor = OrdinaryRequest(port: port, path: "/todos")
      #expect(await visitor.run(for: .milliseconds(300)) != nil)
      let readers = try StreamLoad(port: port, path: "/live-todos")
      await readers.grow(to: 1)
      while await visitor.run(for: .milliseconds(300)) != nil {}
      await readers.close()
      // The server sees that a reader has left when it next writes to it.
      let writer = try await TodoWriter(file: file)
      await writer.write(every: 20) {
        while await visitor.run(for: .milliseconds(300)) == nil {}
      }
    }
  }

  // MARK: A server for a moment

  private func serving(
    connections: Int, _ body: (UInt16, String) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder(prefix: "sse-scale-test-")
    defer { folder.remove() }
    let file = "\(folder.path)/todos.db"
    let server = try await PooledTodoServer(file: file, connections: connections)
    let port = UInt16(try await server.start())
    try await body(port, file)
    await server.stop()
  }

  private func exchange(
    _ port: UInt16, _ line: String, body: String = ""
  ) async throws -> String {
    let request =
      "\(line) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    return await BlockingThread.run { converse(port, request) }
  }
}

/// Sends a request and reads until the server closes.
private func converse(_ port: UInt16, _ request: String) -> String {
  guard let descriptor = try? makeSocket(nonblocking: false) else { return "" }
  defer { _ = closeDescriptor(descriptor) }
  guard connectToLoopback(descriptor, port), sendAll(descriptor, Array(request.utf8)) else {
    return ""
  }
  var answer: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4_096)
  while case .bytes(let count) = buffer.withUnsafeMutableBytes({ receive(descriptor, into: $0) }) {
    answer += buffer[..<count]
  }
  return String(decoding: answer, as: UTF8.self)
}
