import NIOCore
import NIOPosix

/// The near end of Firefox's protocol for scripts: a call goes out, its answer comes in.
///
/// Each message is the number of its bytes in decimal digits, a colon, and JSON (Mozilla, "Marionette
/// Protocol"). Those that belong together take ``turns``.
actor Marionette {
  /// How long an answer may take before the call fails: 90 s, which the first takes on a busy machine.
  static let answerLimit = Duration.seconds(90)
  /// The longest message that is taken: 256 MiB.
  private static let messageLimit = 256 << 20

  /// The messages for the browser, for the task that writes them.
  nonisolated let outgoing: AsyncStream<[UInt8]>

  /// A session has one window at a time.
  nonisolated let turns = Turns()
  private let program: String
  private let out: AsyncStream<[UInt8]>.Continuation
  private var calls = 0
  private var waiting: [Int: (JSON) -> Void] = [:]
  private var partial: [UInt8] = []
  private var hasEnded = false

  init(program: String) {
    self.program = program
    (outgoing, out) = AsyncStream.makeStream()
  }

  /// Calls a command and returns its result.
  @discardableResult
  func call(_ name: String, _ parameters: JSON = [:]) async throws(BrowserError) -> JSON {
    guard !hasEnded else { throw .ended(program: program) }
    calls += 1
    let number = calls
    let limit = Task {
      try await Task.sleep(for: Self.answerLimit)
      settle(number, with: .null)
    }
    defer { limit.cancel() }
    let answer = await withCheckedContinuation { continuation in
      waiting[number] = { continuation.resume(returning: $0) }
      let message = JSON.array([0, .number(Double(number)), .string(name), parameters]).bytes
      out.yield(Array("\(message.count):".utf8) + message)
    }.array
    guard answer.count == 4 else {
      throw hasEnded
        ? .ended(program: program)
        : .silent(method: name, seconds: Int(Self.answerLimit.components.seconds))
    }
    if let reason = answer[2]["message"].string { throw .refused(method: name, reason: reason) }
    return answer[3]["value"] == .null ? answer[3] : answer[3]["value"]
  }

  /// Takes bytes from the browser, in their order, however they are cut.
  func take(_ bytes: some Sequence<UInt8>) {
    partial += bytes
    while let colon = partial.firstIndex(of: UInt8(ascii: ":")),
      let count = Int(String(decoding: partial[..<colon], as: UTF8.self))
    {
      guard count <= Self.messageLimit else { return end() }
      guard partial.count > colon + count else { return }
      let message = JSON(parsing: partial[(colon + 1)...(colon + count)])
      partial.removeSubrange(...(colon + count))
      // Its first words are about itself; answers are [1, number, error, result].
      if let number = message.array.dropFirst().first?.int { settle(number, with: message) }
    }
  }

  private func settle(_ number: Int, with message: JSON) {
    waiting.removeValue(forKey: number)?(message)
  }

  /// The browser has gone: nothing is answered any more.
  func end() {
    hasEnded = true
    out.finish()
    for number in waiting.keys { settle(number, with: .null) }
  }

  /// Talks to the browser at a port of this machine until the body ends.
  static func with<Value: Sendable>(
    port: Int, program: String, _ body: (Marionette) async throws -> Value
  ) async throws -> Value {
    let marionette = Marionette(program: program)
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { incoming, outgoing in
      let reader = Task {
        do {
          for try await bytes in incoming { await marionette.take(bytes.readableBytesView) }
        } catch {}
        await marionette.end()
      }
      let writer = Task {
        do {
          for await message in marionette.outgoing {
            try await outgoing.write(ByteBuffer(bytes: message))
          }
        } catch {}
      }
      defer {
        reader.cancel()
        writer.cancel()
      }
      return try await body(marionette)
    }
  }
}
