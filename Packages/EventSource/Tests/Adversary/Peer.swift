import Foundation
import Synchronization

/// One connection, from the server's side.
public final class Peer: Sendable {
  private let state: Mutex<(descriptor: CInt, request: String?)>

  /// Takes over a connected socket.
  public init(_ descriptor: CInt) { state = Mutex((descriptor, nil)) }

  private var descriptor: CInt { state.withLock(\.descriptor) }
  /// The request, once it was read.
  public var request: String? { state.withLock(\.request) }

  /// Reads the request, with as much body as its Content-Length announces.
  @discardableResult public func readRequest() -> String {
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

  /// The client's port.
  public var remotePort: Int? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getpeername(descriptor, $0, &length)
      }
    }
    return status == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
  }

  /// The next bytes from the client; none when it has closed.
  public func read(atMost count: Int) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    let received = recv(descriptor, &buffer, count, 0)
    return Array(buffer.prefix(max(received, 0)))
  }

  /// Sends all of it; false when the client is gone.
  @discardableResult public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Sends all of it; false when the client is gone.
  @discardableResult public func send(_ bytes: [UInt8]) -> Bool {
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
  public func sendWithoutBlocking(_ bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes {
      Foundation.send(
        descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
  }

  /// Whether the socket takes bytes within so many milliseconds.
  public func canSend(within milliseconds: CInt) -> Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return Foundation.poll(&poll, 1, milliseconds) > 0
  }

  /// Waits until the client has closed its side.
  public func waitUntilClosed() { while !read(atMost: 65_536).isEmpty {} }

  /// Ends the connection by a reset instead of an orderly close.
  public func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    close(orderly: false)
  }

  /// Ends the connection while another thread may be using it.
  public func cut() {
    state.withLock { state in
      if state.descriptor >= 0 { shutdown(state.descriptor, CInt(SHUT_RDWR)) }
    }
  }

  /// Closes the socket, which the thread that uses it does.
  public func close(orderly: Bool = true) {
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
  public func open(_ stream: String = "") {
    readRequest()
    send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + stream)
  }

  /// Reads the request and answers with this head.
  public func answer(_ lines: String..., body: String = "") {
    readRequest()
    send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }
}

extension Peer {
  /// Passes bytes on between the client and a port of this machine, until either is done.
  public func join(port: Int) {
    let far = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = UInt16(port).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { return }
    let other = Peer(far)
    Thread.detachNewThread { [self] in
      while case let bytes = read(atMost: 65_536), !bytes.isEmpty, other.send(bytes) {}
      other.cut()
    }
    while case let bytes = other.read(atMost: 65_536), !bytes.isEmpty, send(bytes) {}
    other.cut()
  }
}

// MARK: Chunks

extension Peer {
  /// Reads the request and answers with the head of an event stream in chunks.
  public func openChunked() {
    answer(
      "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
  }

  /// Sends one chunk.
  @discardableResult public func chunk(_ text: String) -> Bool {
    send("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
  }
}
