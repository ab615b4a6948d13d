import Synchronization

/// What a follower is still to hear and to look into; filled on the event loop, emptied by its task.
///
/// What does not fit is let go of: it is a hole in the numbers, and fetched.
final class LogMailbox: Sendable {
  /// How many messages wait at most: 8,192.
  static let countLimit = 8_192
  /// And how many bytes: 16 MiB.
  static let byteLimit = 16 << 20

  /// What there is to do.
  struct Work: Sendable {
    var messages: [StoredMessage] = []
    /// Whether to make sure that the stream is the one that was followed.
    var wantsProof = false
    /// Whether to look for events at its end that nobody said.
    var wantsTail = false
    /// Those who want to know when that has been done, and whether it could be.
    var waiters: [CheckedContinuation<Bool, Never>] = []

    fileprivate var isEmpty: Bool {
      messages.isEmpty && !wantsProof && !wantsTail && waiters.isEmpty
    }
  }

  private struct State {
    var work = Work()
    var bytes = 0
    /// Whether anything was heard since it was asked last.
    var hasHeard = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private let bell: AsyncStream<Void>.Continuation
  /// Rings when there is something to do; for the follower's task alone.
  let rings: AsyncStream<Void>

  init() { (rings, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  func put(_ message: StoredMessage) {
    state.withLock { state in
      state.hasHeard = true
      guard state.work.messages.count < Self.countLimit, state.bytes < Self.byteLimit else {
        return
      }
      state.work.messages.append(message)
      state.bytes += message.payload.count
    }
    bell.yield()
  }

  /// Has the follower look into its stream, in its own time.
  func want(proof: Bool = false, tail: Bool = false) {
    state.withLock { state in
      state.work.wantsProof = state.work.wantsProof || proof
      state.work.wantsTail = state.work.wantsTail || tail
    }
    bell.yield()
  }

  /// Returns when the follower has looked into its stream once; whether it could.
  func check(proof: Bool) async -> Bool {
    await withCheckedContinuation { continuation in
      let isClosed = state.withLock { state in
        guard !state.isClosed else { return true }
        state.work.wantsProof = state.work.wantsProof || proof
        state.work.wantsTail = true
        state.work.waiters.append(continuation)
        return false
      }
      if isClosed { continuation.resume(returning: false) }
      bell.yield()
    }
  }

  /// All that there is to do; nil: nothing.
  func take() -> Work? {
    state.withLock { state in
      guard !state.work.isEmpty else { return nil }
      defer {
        state.work = Work()
        state.bytes = 0
      }
      return state.work
    }
  }

  /// Puts messages back that could not be followed up; those that came meanwhile are behind them.
  func putBack(_ messages: some Collection<StoredMessage>) {
    state.withLock { state in
      let messages = messages.prefix(Self.countLimit - state.work.messages.count)
      state.work.messages.insert(contentsOf: messages, at: 0)
      state.bytes = state.work.messages.reduce(0) { $0 + $1.payload.count }
    }
  }

  /// Lets go of what waits to be heard.
  func dropMessages() {
    state.withLock { state in
      state.work.messages = []
      state.bytes = 0
    }
  }

  /// Whether anything was heard since the last time that this was asked.
  func hasHeard() -> Bool {
    state.withLock { state in
      defer { state.hasHeard = false }
      return state.hasHeard
    }
  }

  /// No more is put in.
  func close() {
    let waiters = state.withLock { state in
      state.isClosed = true
      defer { state.work.waiters = [] }
      return state.work.waiters
    }
    bell.finish()
    for waiter in waiters { waiter.resume(returning: false) }
  }
}
