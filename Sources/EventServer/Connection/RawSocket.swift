import CEpoll
import Glibc

/// What is done to the descriptor of a connection that no channel of NIO has.
///
/// Every unsafe line about descriptors is here. The invariant that makes them sound: a descriptor
/// belongs to one ``Connection``, is used on its event loop alone, and ``Connection`` forgets it
/// before it closes it. So none is ever used that is closed already or, worse, is another
/// connection's by now.
enum RawSocket {
  /// What became of a write.
  enum Sent: Equatable {
    /// The kernel took this many bytes: all, some, or none when its buffer is full.
    case taken(Int)
    /// The connection is broken.
    case broken
  }

  /// What came of a read.
  enum Received {
    case bytes(UnsafeRawBufferPointer)
    /// Nothing has come since.
    case nothing
    /// The peer has nothing more to say.
    case end
    case broken
  }

  // MARK: Bytes

  /// Gives the bytes to the kernel, as many as it takes now.
  static func send(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Sent {
    while true {
      let count = sendOnce(bytes, descriptor)
      if count >= 0 { return .taken(count) }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK, ENOBUFS: return .taken(0)
      default: return .broken
      }
    }
  }

  /// Gives the same bytes to every descriptor in turn; `short` hears of those that did not take
  /// them all.
  static func broadcast(
    _ bytes: UnsafeRawBufferPointer, to descriptors: ContiguousArray<CInt>,
    short: (_ index: Int, _ sent: Sent) -> Void
  ) {
    descriptors.withUnsafeBufferPointer { descriptors in
      for index in descriptors.indices {
        let count = sendOnce(bytes, descriptors[index])
        if count == bytes.count { continue }
        short(index, count > 0 ? .taken(count) : send(bytes, to: descriptors[index]))
      }
    }
  }

  /// Takes what has come, as much as the buffer holds; what it returns lies in there.
  static func receive(
    into buffer: UnsafeMutableRawBufferPointer, from descriptor: CInt
  ) -> Received {
    while true {
      let count = recv(descriptor, buffer.baseAddress, buffer.count, flags)
      if count > 0 { return .bytes(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
      if count == 0 { return .end }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK: return .nothing
      default: return .broken
      }
    }
  }

  private static let flags = CInt(truncatingIfNeeded: Int(MSG_NOSIGNAL) | Int(MSG_DONTWAIT))

  private static func sendOnce(_ bytes: UnsafeRawBufferPointer, _ descriptor: CInt) -> Int {
    Glibc.send(
      descriptor, bytes.baseAddress, bytes.count, flags)
  }

  // MARK: Coming and going

  /// Takes a connection from the queue of a listening socket; nil with `errno` when there is none.
  static func accept(from listener: CInt) -> CInt? {
    let descriptor = sse_accept(listener)
    return descriptor < 0 ? nil : descriptor
  }

  /// The address and port at the other end, as people write them; nil when it has gone.
  static func peer(of descriptor: CInt) -> String? {
    var address = sockaddr_storage()
    var size = socklen_t(MemoryLayout.size(ofValue: address))
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getpeername(descriptor, $0, &size) != 0
          ? EAI_FAIL
          : getnameinfo(
            $0, size, &host, socklen_t(host.count), &port, socklen_t(port.count),
            NI_NUMERICHOST | NI_NUMERICSERV)
      }
    }
    guard status == 0 else { return nil }
    // What follows a percent sign is the name of an interface.
    let percent = CChar(bitPattern: UInt8(ascii: "%"))
    let texts = [host, port].map { text in
      String(
        decoding: text.prefix { $0 != 0 && $0 != percent }.map(UInt8.init(bitPattern:)),
        as: UTF8.self)
    }
    return texts[0].contains(":") ? "[\(texts[0])]:\(texts[1])" : "\(texts[0]):\(texts[1])"
  }

  /// Another descriptor of the same connection, which lives on when this one is closed; nil when
  /// the process has none left.
  static func duplicate(_ descriptor: CInt) -> CInt? {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    return copy < 0 ? nil : copy
  }

  /// Says that nothing more will be sent; what the peer sends can still be read.
  static func finishSending(_ descriptor: CInt) { shutdown(descriptor, CInt(SHUT_WR)) }

  /// Makes the coming close a reset: the peer gets RST, and what was not sent yet is dropped.
  static func resetOnClose(_ descriptor: CInt) {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
  }

  /// Rings a bell that a thread waits for.
  static func ring(_ bell: CInt) {
    var one: UInt64 = 1
    _ = write(bell, &one, MemoryLayout.size(ofValue: one))
  }

  /// Gives the descriptor back to the system.
  static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }
}
