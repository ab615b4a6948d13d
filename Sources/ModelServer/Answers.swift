import EventServer
import EventStream
import HTTPTypes
import Synchronization

/// All answers of a server: makes them, and keeps the latest for those who come back.
final class Answers: Sendable {
  /// How many answers are kept; of more, the oldest that is over is let go.
  static let limit = 100
  /// How many may be made at the same time; a question more gets 429.
  static let limitAtOnce = 50
  /// How long an `Idempotency-Key` may be: 100 bytes.
  static let keyLimit = 100

  private let configuration: ModelServer.Configuration
  private let epoch = Epoch.random()

  private struct Entry {
    let answer: LiveAnswer
    let key: String?
    var making: Task<Void, Never>?
  }

  private struct State {
    var entries: [Entry] = []
    var usage = Usage()
    var isStopped = false
  }

  private let state = Mutex(State())

  init(_ configuration: ModelServer.Configuration) { self.configuration = configuration }

  var usage: Usage {
    state.withLock { state in
      var usage = state.usage
      for entry in state.entries where entry.making != nil { usage.tokens += entry.answer.tokens }
      return usage
    }
  }

  /// The answer of this id; nil when there is none (any more).
  func answer(_ id: String) -> LiveAnswer? {
    state.withLock { $0.entries.first { $0.answer.id == id }?.answer }
  }

  /// Begins to answer; a key that was here before gets its answer again.
  ///
  /// - Throws: `Refusal`, 429 or 503 and one sentence.
  func begin(_ question: Question, _ style: AnswerStyle, key: String?) throws -> LiveAnswer {
    try state.withLock { state in
      if let key, let known = state.entries.first(where: { $0.key == key }) { return known.answer }
      guard !state.isStopped else {
        throw Refusal(.serviceUnavailable, "the server is stopping")
      }
      guard state.entries.count(where: { $0.making != nil }) < Self.limitAtOnce else {
        throw Refusal(
          .tooManyRequests, "\(Self.limitAtOnce) answers are being made: wait for one to end",
          headers: [.retryAfter: "1"])
      }
      state.usage.answers += 1
      let content = question.offersTools ? CannedAnswer.toolCall : .text
      let answer = LiveAnswer(
        id: "\(epoch)\(state.usage.answers)", length: content.tokens.count,
        isKept: question.isKept, abandon: { [weak self] in self?.end($0, .abandoned) })
      let making = Task { await make(answer, content, style) }
      state.entries.append(Entry(answer: answer, key: key, making: making))
      if state.entries.count > Self.limit,
        let oldest = state.entries.firstIndex(where: { $0.making == nil })
      {
        state.entries.remove(at: oldest)
      }
      return answer
    }
  }

  /// Makes no more.
  func stop() {
    let making = state.withLock { state in
      state.isStopped = true
      return state.entries.filter { $0.making != nil }.map(\.answer)
    }
    for answer in making { end(answer, .stopped) }
  }

  // MARK: The task that makes an answer

  private func make(_ answer: LiveAnswer, _ content: CannedAnswer, _ style: AnswerStyle) async {
    for event in style.opening(answer.id, content) { answer.add(event) }
    let middle = content.tokens.count / 2
    for (index, token) in content.tokens.enumerated() {
      if index == middle {
        switch configuration.fault {
        case .error:
          answer.add(style.failure)
          return end(answer, .failed)
        case .slow: await think(answer, style)
        case .cut, nil: break
        }
      }
      do { try await configuration.clock.sleep(for: configuration.pause) } catch { return }
      answer.add(style.piece(token, answer.id, content), isToken: true)
    }
    for event in style.closing(answer.id, content) { answer.add(event) }
    end(answer, .complete)
  }

  private func think(_ answer: LiveAnswer, _ style: AnswerStyle) async {
    for _ in 0..<Int(AnswerFault.pause / AnswerFault.heartbeat) {
      do { try await configuration.clock.sleep(for: AnswerFault.heartbeat) } catch { return }
      if let beat = style.heartbeat { answer.add(beat) }
    }
  }

  private func end(_ answer: LiveAnswer, _ end: AnswerEnd) {
    guard answer.finish(end) else { return }
    state.withLock { state in
      guard let index = state.entries.firstIndex(where: { $0.answer === answer }) else { return }
      state.entries[index].making?.cancel()
      state.entries[index].making = nil
      state.usage.tokens += answer.tokens
    }
    configuration.tap?(
      .made(answer: answer.id, tokens: answer.tokens, of: answer.length, end: end))
  }
}
