internal import CTerminal
internal import Synchronization

internal import Glibc

/// What other threads want of the editor thread, and the pipe that wakes it.
final class Mailbox: Sendable {
  typealias Frame = @Sendable (Size, Duration) -> [Row]?

  enum Mail: Sendable {
    case print([Row])
    case showPanes(Frame)
    case hidePanes(leaving: [Row])
    case status(Row?)
    case prompt(ready: String)
    case clear
    case close
  }

  fileprivate struct State {
    var mail: [Mail] = []
    var rows = 0
    var dropped = 0
    var isPoked = false
    var isAwake = false
  }

  private let state = Mutex(State())
  /// The end to poll.
  let wakeDescriptor: Int32
  private let ringDescriptor: Int32

  init?() {
    var ends: [Int32] = [-1, -1]
    guard sse_wake_pipe(&ends) == 0 else { return nil }
    wakeDescriptor = ends[0]
    ringDescriptor = ends[1]
  }

  deinit {
    close(wakeDescriptor)
    close(ringDescriptor)
  }

  func post(_ mail: Mail) {
    let ring = state.withLock { state in
      if case .print(let rows) = mail { state.rows += rows.count }
      state.mail.append(mail)
      state.shorten()
      defer { state.isAwake = true }
      return !state.isAwake || !mail.isRows
    }
    if ring { wake() }
  }

  /// Says that a frame would look different now.
  func poke() {
    let ring = state.withLock { state in
      defer { (state.isPoked, state.isAwake) = (true, true) }
      return !state.isAwake
    }
    if ring { wake() }
  }

  /// Takes everything; on the editor thread.
  ///
  /// - Parameter leavingRows: Whether to leave rows to print where they are, when there is nothing
  ///   but rows.
  /// - Returns: What was posted since the last time, in order, and whether there was a poke.
  func collect(leavingRows: Bool = false) -> (mail: [Mail], isPoked: Bool) {
    var sink = [UInt8](repeating: 0, count: 64)
    while read(wakeDescriptor, &sink, sink.count) > 0 {}
    return state.withLock { state in
      if leavingRows, state.mail.allSatisfy(\.isRows) {
        // The editor thread, which left rows, comes for them by itself: more need not wake it.
        defer { (state.isPoked, state.isAwake) = (false, !state.mail.isEmpty) }
        return ([], state.isPoked)
      }
      defer { state = State() }
      guard state.dropped > 0 else { return (state.mail, state.isPoked) }
      let notice = Row("… \(state.dropped) rows left out: they came faster than the screen", .faint)
      return ([.print([notice])] + state.mail, state.isPoked)
    }
  }

  private func wake() {
    var byte: UInt8 = 1
    write(ringDescriptor, &byte, 1)
  }
}

extension Mailbox.Mail {
  fileprivate var isRows: Bool { if case .print = self { true } else { false } }
}

extension Mailbox.State {
  /// Lets the oldest rows go when there are more than the terminal has taken for a while.
  fileprivate mutating func shorten() {
    guard rows > Console.queueLimit else { return }
    for index in mail.indices {
      guard case .print(let old) = mail[index] else { continue }
      mail[index] = .print([])
      rows -= old.count
      dropped += old.count
      if rows <= Console.queueLimit / 2 { break }
    }
    mail.removeAll { if case .print(let rows) = $0 { rows.isEmpty } else { false } }
  }
}
