import Subprocess
import Synchronization

/// A parser of somebody's: the command is started for each stream, gets its bytes on standard input
/// and prints its events.
public final class CommandParser: ParserSubject {
  /// How long a command may take after the end of its input: 10 s.
  public static let patience = Duration.seconds(10)
  /// How much a command may write: 64 MiB.
  public static let outputLimit = 64 << 20
  /// The time between two pieces, so that a command reads them one by one: 15 ms.
  static let pause = Duration.milliseconds(15)

  private let command: Command
  private let silence = Mutex(Silence())
  /// How many are started side by side.
  public let width: Int

  /// Makes a subject.
  public init(_ command: Command, width: Int = 4) {
    self.command = command
    self.width = width
  }

  /// A piece costs ``pause``.
  public var takesEveryCut: Bool { false }

  /// Starts the command, feeds it the pieces and reads its lines.
  public func answer(to pieces: [[UInt8]]) async throws(SubjectProblem) -> ParserAnswer {
    if let enough = silence.withLock(\.enough) { throw enough }
    do {
      let answer = try await askOnce(pieces)
      silence.withLock { $0.end() }
      return answer
    } catch {
      silence.withLock { $0.goOn(error) }
      throw error
    }
  }

  private func askOnce(_ pieces: [[UInt8]]) async throws(SubjectProblem) -> ParserAnswer {
    let output = Shared<(bytes: [UInt8], problem: SubjectProblem?)>(([], nil))
    let end = try await command.run(grace: Self.patience) { execution in
      await withTaskGroup { tasks in
        tasks.addTask {
          for (index, piece) in pieces.enumerated() {
            if index > 0 { try? await Task.sleep(for: Self.pause) }
            _ = try? await execution.standardInputWriter.write(piece)
          }
          try? await execution.standardInputWriter.finish()
          try? await Task.sleep(for: Self.patience)
          guard !Task.isCancelled else { return }
          output.with { $0.problem = .hangs(seconds: Int(Self.patience.components.seconds)) }
          try? execution.send(signal: .kill, toProcessGroup: true)
        }
        do {
          for try await buffer in execution.standardOutput {
            let isFlood = output.with { output in
              output.bytes += buffer.withUnsafeBytes { Array($0) }
              if output.bytes.count > Self.outputLimit {
                output.problem = .floods(limit: Self.outputLimit)
              }
              return output.problem != nil
            }
            if isFlood {
              try? execution.send(signal: .kill, toProcessGroup: true)
              break
            }
          }
        } catch {}
        tasks.cancelAll()
      }
    }
    let (bytes, problem) = output.current
    if let problem { throw problem }
    guard end.isGood else { throw end.problem }
    return try Self.answer(in: bytes)
  }

  private static func answer(in bytes: [UInt8]) throws(SubjectProblem) -> ParserAnswer {
    var answer = ParserAnswer(events: [])
    for line in bytes.split(separator: 0x0A) {
      switch try EventLine(line) {
      case .event(let event): answer.events.append(event)
      case .end(let summary): answer.summary = summary
      }
    }
    return answer
  }
}
