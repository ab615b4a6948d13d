import Foundation
import Synchronization

/// A server that does to its clients whatever a test wants, byte by byte.
///
/// Each connection is served by the next of the scripts, on a thread of its own with a plain
/// blocking socket; the last script serves all further connections.
final class TestServer: Sendable {
  let port: Int
  private let listener: CInt
  private let state: Mutex<(peers: [Peer], scripts: [Script])>
  typealias Script = @Sendable (Peer) -> Void

  var url: String { "http://127.0.0.1:\(port)/" }
  /// The requests so far, in the order in which the connections were accepted.
  var requests: [String] { state.withLock { $0.peers.compactMap(\.request) } }
  var peers: [Peer] { state.withLock(\.peers) }

  init(_ scripts: Script...) {
    precondition(!scripts.isEmpty)
    state = Mutex(([], scripts))
    listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    port = withUnsafeMutablePointer(to: &address) { [listener] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        precondition(bind(listener, address, length) == 0 && listen(listener, 128) == 0)
        getsockname(listener, address, &length)
      }
      return Int(UInt16(bigEndian: pointer.pointee.sin_port))
    }
    Thread.detachNewThread { [self] in acceptAll() }
  }

  private func acceptAll() {
    while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
      let peer = Peer(descriptor)
      let script = state.withLock { state in
        state.peers.append(peer)
        return state.scripts.count > 1 ? state.scripts.removeFirst() : state.scripts[0]
      }
      Thread.detachNewThread {
        script(peer)
        peer.close()
      }
    }
    Foundation.close(listener)
  }

  /// No further connections; those that stand are cut.
  ///
  /// Descriptors are closed by the threads that use them: closed here, their numbers could
  /// belong to another test's server by the time those threads look.
  func stop() {
    shutdown(listener, CInt(SHUT_RDWR))
    for peer in peers { peer.cut() }
  }
}

/// One connection, from the server's side.
final class Peer: Sendable {
  private let state: Mutex<(descriptor: CInt, request: String?)>

  init(_ descriptor: CInt) { state = Mutex((descriptor, nil)) }

  private var descriptor: CInt { state.withLock(\.descriptor) }
  var request: String? { state.withLock(\.request) }

  /// Reads the request, with as much body as its Content-Length announces.
  @discardableResult func readRequest() -> String {
    var bytes: [UInt8] = []
    while !isComplete(bytes) {
      let more = read(atMost: 65_536)
      if more.isEmpty { break }
      bytes += more
    }
    let text = String(decoding: bytes, as: UTF8.self)
    state.withLock { $0.request = text }
    return text
  }

  private func isComplete(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return false }
    let length = text.lowercased().components(separatedBy: "content-length: ").dropFirst().first
      .flatMap { Int($0.prefix { $0.isNumber }) }
    return text[end.upperBound...].utf8.count >= length ?? 0
  }

  /// The next bytes from the client; none when it has closed.
  func read(atMost count: Int) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    let received = recv(descriptor, &buffer, count, 0)
    return Array(buffer.prefix(max(received, 0)))
  }

  /// Sends all of it; false when the client is gone.
  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// How many bytes the socket takes before it would block; for tests of back-pressure.
  func sendWithoutBlocking(_ bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes {
      Foundation.send(
        descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
  }

  /// Whether the socket takes bytes within so many milliseconds.
  func canSend(within milliseconds: CInt) -> Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return Foundation.poll(&poll, 1, milliseconds) > 0
  }

  /// Waits until the client has closed its side.
  func waitUntilClosed() { while !read(atMost: 65_536).isEmpty {} }

  /// Ends the connection by a reset instead of an orderly close.
  func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    close(orderly: false)
  }

  func cut() {
    state.withLock { state in
      if state.descriptor >= 0 { shutdown(state.descriptor, CInt(SHUT_RDWR)) }
    }
  }

  func close(orderly: Bool = true) {
    let open = state.withLock { state in
      defer { state.descriptor = -1 }
      return state.descriptor
    }
    guard open >= 0 else { return }
    if orderly { shutdown(open, CInt(SHUT_RDWR)) }
    Foundation.close(open)
  }
}

extension Peer {
  /// Reads the request and answers with the head of an event stream that ends with the
  /// connection.
  func open(_ stream: String = "") {
    readRequest()
    send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + stream)
  }

  /// Reads the request and answers with this head.
  func answer(_ lines: String..., body: String = "") {
    readRequest()
    send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }
}

// MARK: Chunks

extension Peer {
  /// Reads the request and answers with the head of an event stream in chunks.
  func openChunked() {
    answer(
      "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
  }

  @discardableResult func chunk(_ text: String) -> Bool {
    send("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
  }
}
