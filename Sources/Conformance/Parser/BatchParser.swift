import FoundationEssentials
import Subprocess
import Synchronization

/// A parser of somebody's that answers many streams in one life (`--batch`).
///
/// It gets a line of JSON for each stream, `{"pieces":["BASE64",…]}`, feeds a new parser with the
/// pieces, prints the events, and then `{"end":true}`, to which it may add `lastEventId` and
/// `retry`. What dies or hangs is started again for the next stream.
public actor BatchParser: ParserSubject {
  private let command: Command
  private var run: Run?
  private var silence = Silence()

  /// Makes a subject; it is started with the first stream.
  public init(_ command: Command) { self.command = command }

  /// One at a time.
  public nonisolated var width: Int { 1 }
  /// A piece costs a few bytes of JSON.
  public nonisolated var takesEveryCut: Bool { true }

  /// Asks it, starting it first if it does not run.
  public func answer(to pieces: [[UInt8]]) async throws(SubjectProblem) -> ParserAnswer {
    if let enough = silence.enough { throw enough }
    let run = self.run ?? Run(command)
    self.run = run
    do {
      let answer = try await run.ask(pieces)
      silence.end()
      return answer
    } catch {
      silence.goOn(error)
      self.run = nil
      await run.stop()
      throw error
    }
  }

  /// Ends the command.
  public func stop() async {
    await run?.stop()
    run = nil
  }

  /// One life of the command.
  private final class Run: Sendable {
    private let questions: AsyncStream<[UInt8]>.Continuation
    private let lines: AsyncStream<[UInt8]>
    private let task: Task<SubjectProblem, Never>
    private let hurry: AsyncStream<Never>.Continuation
    private let limit = Mutex<SubjectProblem?>(nil)

    init(_ command: Command) {
      let (asked, questions) = AsyncStream<[UInt8]>.makeStream()
      let (lines, line) = AsyncStream<[UInt8]>.makeStream()
      let (hurried, hurry) = AsyncStream<Never>.makeStream()
      self.questions = questions
      self.lines = lines
      self.hurry = hurry
      task = Task {
        defer { line.finish() }
        do throws(SubjectProblem) {
          return try await command.run(grace: .seconds(1)) { execution in
            await withTaskGroup { tasks in
              tasks.addTask {
                for await question in asked {
                  _ = try? await execution.standardInputWriter.write(question)
                }
                try? await execution.standardInputWriter.finish()
              }
              tasks.addTask {
                for await _ in hurried {}
                guard !Task.isCancelled else { return }
                try? execution.send(signal: .kill, toProcessGroup: true)
              }
              var splitter = LineSplitter()
              do {
                for try await buffer in execution.standardOutput {
                  for text in splitter.lines(of: buffer.withUnsafeBytes({ Array($0) })) {
                    line.yield(text)
                  }
                }
              } catch {}
              line.finish()
              tasks.cancelAll()
            }
          }.problem
        } catch {
          return error
        }
      }
    }

    func ask(_ pieces: [[UInt8]]) async throws(SubjectProblem) -> ParserAnswer {
      let texts = pieces.map { "\"" + Data($0).base64EncodedString() + "\"" }
      questions.yield(Array("{\"pieces\":[\(texts.joined(separator: ","))]}\n".utf8))
      let watch = Task {
        try? await Task.sleep(for: CommandParser.patience)
        guard !Task.isCancelled else { return }
        limit.withLock { $0 = .hangs(seconds: Int(CommandParser.patience.components.seconds)) }
        hurry.finish()
      }
      defer { watch.cancel() }
      var answer = ParserAnswer(events: [])
      var size = 0
      for await line in lines where !line.isEmpty {
        size += line.count
        guard size <= CommandParser.outputLimit else {
          throw .floods(limit: CommandParser.outputLimit)
        }
        switch try EventLine(line) {
        case .event(let event): answer.events.append(event)
        case .end(let summary):
          answer.summary = summary
          return answer
        }
      }
      let problem = await task.value
      throw limit.withLock(\.self) ?? problem
    }

    func stop() async {
      questions.finish()
      hurry.finish()
      _ = await task.value
    }
  }
}
