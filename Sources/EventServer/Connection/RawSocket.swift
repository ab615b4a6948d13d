import Glibc

/// The few things that are done to a descriptor past NIO.
///
/// Every unsafe line about descriptors is here. The invariant that makes them sound: a
/// descriptor is used only on the event loop of its channel, from the moment the channel handed
/// it out until `handlerRemoved` of its ``Connection``. NIO closes a descriptor in the same turn
/// of the loop in which it takes the handlers away, so none is ever used that is closed already
/// or, worse, is another connection's by now. And bytes go past NIO only while NIO has none
/// queued for that channel, so the order holds.
enum RawSocket {
  /// What became of a write.
  enum Sent: Equatable {
    /// The kernel took this many bytes: all, some, or none when its buffer is full.
    case taken(Int)
    /// The connection is broken; its channel will hear of it too.
    case broken
  }

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

  /// Makes the coming close a reset: the peer gets RST, and what was not sent yet is dropped.
  static func resetOnClose(_ descriptor: CInt) {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
  }

  private static let flags = CInt(truncatingIfNeeded: Int(MSG_NOSIGNAL) | Int(MSG_DONTWAIT))

  private static func sendOnce(_ bytes: UnsafeRawBufferPointer, _ descriptor: CInt) -> Int {
    Glibc.send(
      descriptor, bytes.baseAddress, bytes.count, flags)
  }
}
