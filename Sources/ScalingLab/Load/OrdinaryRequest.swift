import Glibc
import Platform
import Synchronization

/// The visitor beside the streams: asks for a short page again and again, and waits for it.
///
/// Its thread is not that of the streams, so that it does not wait for their events.
final class OrdinaryRequest: Sendable {
  /// The pause between an answer and the next request.
  static let pause: Int64 = 200_000_000
  /// The longest that a wait goes on after its end has come, in milliseconds.
  static let slice: CInt = 50

  private let cancelled = Atomic<Bool>(false)
  private let port: UInt16
  private let path: String

  init(port: UInt16, path: String) {
    self.port = port
    self.path = path
  }

  /// Asks for so long, or until the task is cancelled; the median of the answers in milliseconds.
  ///
  /// `nil` means that not one request was answered.
  func run(for time: Duration) async -> Double? {
    let deadline = monotonicNanoseconds() + time.nanoseconds
    return await withTaskCancellationHandler {
      await BlockingThread.run { [self] in
        var answers: [Double] = []
        while !isOver(deadline) {
          guard let late = ask(until: deadline) else { continue }
          answers.append(late)
          wait(until: min(deadline, monotonicNanoseconds() + Self.pause))
        }
        return answers.sorted().percentile(0.5)
      }
    } onCancel: {
      cancelled.store(true, ordering: .relaxed)
    }
  }

  private func isOver(_ deadline: Int64) -> Bool {
    cancelled.load(ordering: .relaxed) || monotonicNanoseconds() >= deadline
  }

  private func wait(until time: Int64) {
    while !isOver(time) { sleepNanoseconds(Int64(Self.slice) * 1_000_000) }
  }

  /// One request on a connection of its own; `nil` if it was refused or never answered.
  private func ask(until deadline: Int64) -> Double? {
    let start = monotonicNanoseconds()
    let status = exchange(until: deadline)
    if status == .answered { return Double(monotonicNanoseconds() - start) / 1e6 }
    // A refusal comes at once: the next attempt waits, so that this is no busy loop.
    if status == .refused { wait(until: min(deadline, monotonicNanoseconds() + Self.pause)) }
    return nil
  }

  private enum Status { case answered, refused, unanswered }

  private func exchange(until deadline: Int64) -> Status {
    guard let descriptor = try? makeSocket(nonblocking: true) else { return .refused }
    defer { close(descriptor) }
    var server = loopback(host: 1, port: port)
    guard server.withSocketAddress({ connect(descriptor, $0, $1) }) == 0 || errno == EINPROGRESS
    else { return .refused }
    guard wait(descriptor, for: CInt(POLLOUT), until: deadline) else { return .unanswered }
    let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    guard sendAll(descriptor, Array(request.utf8)) else { return .refused }
    guard wait(descriptor, for: CInt(POLLIN), until: deadline) else { return .unanswered }
    var buffer = [UInt8](repeating: 0, count: 4_096)
    guard case .bytes(let count) = buffer.withUnsafeMutableBytes({ receive(descriptor, into: $0) }),
      count >= 12, buffer[9..<12].elementsEqual("200".utf8)
    else { return .refused }
    return .answered
  }

  private func wait(_ descriptor: CInt, for events: CInt, until deadline: Int64) -> Bool {
    while !isOver(deadline) {
      var poller = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      if poll(&poller, 1, Self.slice) > 0 { return true }
    }
    return false
  }
}
