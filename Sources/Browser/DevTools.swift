/// The near end of the DevTools protocol: calls go out, answers and events come in.
///
/// Messages are JSON in UTF-8, each ended by a NUL.
actor DevTools {
  /// How long an answer may take before the call fails: 20 s, for machines under load.
  static let answerLimit = Duration.seconds(20)

  /// Something that the browser tells of a page without being asked.
  struct Event: Sendable, Hashable {
    var method: String
    var parameters: JSON
  }

  /// The messages for the browser, for the task that writes them into its pipe.
  nonisolated let outgoing: AsyncStream<[UInt8]>

  private let program: String
  private let out: AsyncStream<[UInt8]>.Continuation
  private var calls = 0
  private var waiting: [Int: (JSON) -> Void] = [:]
  private var partial: [UInt8] = []
  private var listeners: [String: @Sendable (Event) -> Void] = [:]
  private var hasEnded = false

  init(program: String) {
    self.program = program
    (outgoing, out) = AsyncStream.makeStream()
  }

  /// Tells a listener what happens in a page from now on, each event before the answers that came
  /// after it; nil: nobody is told any more.
  func listen(to session: String, _ listener: (@Sendable (Event) -> Void)?) {
    listeners[session] = listener
  }

  /// Calls a method and returns its result.
  func call(
    _ method: String, _ parameters: JSON = [:], session: String? = nil
  ) async throws(BrowserError) -> JSON {
    guard !hasEnded else { throw .gone(program: program) }
    calls += 1
    let number = calls
    let limit = Task {
      try await Task.sleep(for: Self.answerLimit)
      settle(number, with: .null)
    }
    defer { limit.cancel() }
    let answer = await withCheckedContinuation { continuation in
      waiting[number] = { continuation.resume(returning: $0) }
      var message: [String: JSON] = [
        "id": .number(Double(number)), "method": .string(method), "params": parameters,
      ]
      message["sessionId"] = session.map { .string($0) }
      out.yield(JSON.object(message).bytes + [0])
    }
    if let reason = answer["error"]["message"].string {
      throw .refused(method: method, reason: reason)
    }
    guard case .object = answer else {
      throw hasEnded
        ? .gone(program: program)
        : .silent(method: method, seconds: Int(Self.answerLimit.components.seconds))
    }
    return answer["result"]
  }

  /// Takes bytes from the browser, in their order, however they are cut.
  func take(_ bytes: [UInt8]) {
    partial += bytes
    guard let last = partial.lastIndex(of: 0) else { return }
    let whole = partial[..<last]
    partial.removeSubrange(...last)
    for message in whole.split(separator: 0) { take(JSON(parsing: message)) }
  }

  private func take(_ message: JSON) {
    if let number = message["id"].int {
      settle(number, with: message)
    } else if let method = message["method"].string {
      listeners[message["sessionId"].string ?? ""]?(
        Event(method: method, parameters: message["params"]))
    }
  }

  private func settle(_ number: Int, with message: JSON) {
    waiting.removeValue(forKey: number)?(message)
  }

  /// The browser has gone: nothing is answered any more.
  func end() {
    hasEnded = true
    hangUp()
    for number in waiting.keys { settle(number, with: .null) }
  }

  /// Lets go of the browser, which ends it.
  nonisolated func hangUp() { out.finish() }
}
