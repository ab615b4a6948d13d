import EventStream
import Synchronization

/// An answer that is being made, or was: its events so far, numbered from 1, for any number of
/// readers.
///
/// One task makes it, and each reader follows what is there; none of them waits for another.
final class LiveAnswer: Sendable {
  let id: String
  /// How many tokens it has when it is whole.
  let length: Int
  let isKept: Bool
  private let abandon: @Sendable (LiveAnswer) -> Void

  private struct State {
    /// Encoded blocks.
    var events: [[UInt8]] = []
    var end: AnswerEnd?
    var tokens = 0
    var readers: [Int: AsyncStream<[UInt8]>.Continuation] = [:]
    var readersSoFar = 0
  }

  private let state = Mutex(State())

  /// An answer without an event; `abandon` is called when its last reader leaves before its end.
  init(
    id: String, length: Int, isKept: Bool, abandon: @escaping @Sendable (LiveAnswer) -> Void
  ) {
    self.id = id
    self.length = length
    self.isKept = isKept
    self.abandon = abandon
  }

  /// How many events there are, and whether more will come.
  var standing: (events: Int, end: AnswerEnd?) { state.withLock { ($0.events.count, $0.end) } }

  /// How many tokens were made.
  var tokens: Int { state.withLock { $0.tokens } }

  // MARK: The task that makes it

  /// Adds an event, and gives it to all readers; if it is kept, under the next number as its id.
  func add(_ event: ServerSentEvent, isToken: Bool = false) {
    state.withLock { state in
      guard state.end == nil else { return }
      var event = event
      if isKept { event.id = "\(id)-\(state.events.count + 1)" }
      // What is canned has neither a line end in its id nor in its name.
      guard let bytes = try? event.encoded() else { return }
      state.events.append(bytes)
      if isToken { state.tokens += 1 }
      for reader in state.readers.values { reader.yield(bytes) }
    }
  }

  /// Nothing more will come; only the first end counts, and only it returns true.
  func finish(_ end: AnswerEnd) -> Bool {
    let readers = state.withLock { state -> [AsyncStream<[UInt8]>.Continuation]? in
      guard state.end == nil else { return nil }
      state.end = end
      defer { state.readers = [:] }
      return Array(state.readers.values)
    }
    for reader in readers ?? [] { reader.finish() }
    return readers != nil
  }

  // MARK: Readers

  /// The events after this number, those that are there and those that will come.
  func events(after number: Int) -> AsyncStream<[UInt8]> {
    // No longer than the answer, which is canned: it needs no limit.
    let (stream, reader) = AsyncStream.makeStream(of: [UInt8].self)
    let place = state.withLock { state -> Int? in
      for bytes in state.events.dropFirst(number) { reader.yield(bytes) }
      guard state.end == nil else { return nil }
      state.readersSoFar += 1
      state.readers[state.readersSoFar] = reader
      return state.readersSoFar
    }
    guard let place else {
      reader.finish()
      return stream
    }
    reader.onTermination = { [weak self] _ in self?.leave(place) }
    return stream
  }

  private func leave(_ place: Int) {
    let isLast = state.withLock { state in
      state.readers.removeValue(forKey: place) != nil && state.readers.isEmpty && state.end == nil
    }
    if isLast, !isKept { abandon(self) }
  }
}
