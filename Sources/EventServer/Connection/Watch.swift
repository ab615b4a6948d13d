import CEpoll
import Platform

/// The one thread of a server that waits until a ``Poller`` has something for its event loop.
///
/// It does nothing else: what is ready is looked at on the loop, which then says that it may be
/// called again. So under load, when there is always something, this thread sleeps.
final class Watch: Sendable {
  private let poller: CInt
  private let bell: CInt

  /// Nil when the process has no descriptor left.
  init?() {
    poller = sse_epoll_create()
    bell = sse_event_counter()
    guard poller >= 0, bell >= 0 else {
      for descriptor in [poller, bell] where descriptor >= 0 { RawSocket.close(descriptor) }
      return nil
    }
    sse_epoll_watch(poller, bell, 0, 0, .max)
  }

  /// Calls, for each poller that has something, what belongs to its number.
  ///
  /// Takes the descriptors along: once it was told to end, nothing may be waited for.
  func begin(_ calls: [@Sendable () -> Void]) {
    BlockingThread.detach { [poller, bell] in
      var ready = [sse_ready](repeating: sse_ready(), count: 16)
      while true {
        let count = Int(sse_epoll_ready(poller, &ready, CInt(ready.count), -1))
        for found in ready.prefix(max(0, count)) {
          guard found.token != .max else {
            RawSocket.close(poller)
            RawSocket.close(bell)
            return
          }
          calls[Int(found.token)]()
        }
      }
    }
  }

  /// Waits once for this poller.
  func wait(for descriptor: CInt, number: Int, again: Bool) {
    sse_epoll_once(poller, descriptor, again ? 1 : 0, UInt64(number))
  }

  /// Ends the thread; before that, every poller must have been given up.
  func end() { RawSocket.ring(bell) }
}
