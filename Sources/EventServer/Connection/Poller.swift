import CEpoll

/// The descriptors of one event loop that NIO does not know: an epoll of ours.
///
/// NIO's loop cannot wait for it; the ``Watch`` does, and then has the loop look.
///
/// Belongs to its event loop.
final class Poller {
  /// How many descriptors are looked at before the loop does something else: 256.
  static let most = 256

  private let descriptor: CInt
  private let watch: Watch
  private let number: Int
  private var found = [sse_ready](repeating: sse_ready(), count: most)

  /// The poller of the loop of this number; nil when the process has no descriptor left.
  init?(_ watch: Watch, number: Int) {
    descriptor = sse_epoll_create()
    guard descriptor >= 0 else { return nil }
    self.watch = watch
    self.number = number
    watch.wait(for: descriptor, number: number, again: false)
  }

  deinit { RawSocket.close(descriptor) }

  /// Watches a connection for what is new.
  func follow(_ connection: CInt, token: UInt64) -> Bool {
    sse_epoll_follow(descriptor, connection, 0, 0, token) == 0
  }

  /// Watches a connection for room to write in, too.
  func followRoom(_ connection: CInt, token: UInt64) {
    sse_epoll_follow(descriptor, connection, 1, 1, token)
  }

  /// Watches a listening socket, which is ready for as long as a connection waits.
  func listen(_ listener: CInt, token: UInt64) {
    sse_epoll_watch(descriptor, listener, 0, 0, token)
  }

  func forget(_ connection: CInt) { sse_epoll_forget(descriptor, connection) }

  /// Looks what is ready, and says how much is; without waiting.
  func look() -> Int { max(0, Int(sse_epoll_ready(descriptor, &found, CInt(Self.most), 0))) }

  /// What the last look found.
  subscript(index: Int) -> sse_ready { found[index] }

  /// Has the loop look again as soon as there is something.
  func rest() { watch.wait(for: descriptor, number: number, again: true) }
}
