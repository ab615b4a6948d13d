import Classroom
import Observations
import Terminal
import Workbook

/// The prompt on a terminal: libedit below, what happens above.
struct Prompt {
  let options: GlobalOptions
  let capabilities: Capabilities

  init(options: GlobalOptions) {
    self.options = options
    capabilities = Capabilities.current(
      environment: options.world.environment, prefersPlain: options.plain)
  }

  /// Runs until the learner leaves; the exit status is 0 however single commands ended.
  func run() async -> Int32 {
    let start = ContinuousClock.now
    let elapsed: @Sendable () -> Duration = { ContinuousClock.now - start }
    let history = PromptHistory(stateDirectory: options.world.stateDirectory)
    let completer = Completer()
    let console = Console(
      capabilities: capabilities, historyFile: history.path, elapsed: elapsed,
      complete: { completer.completion(of: $0, cursor: $1) })
    let journal = Journal(elapsed: elapsed)
    _ = journal.listen { completer.note($0) }
    let isFull = capabilities.kind == .full
    let live = LiveScreen(
      output: PaneOutput(console), journal: journal, size: capabilities.size, isPlain: !isFull,
      hasColor: capabilities.writesColor)
    var world = options.world
    world.drawsPanes = isFull
    world.typedLines = { history.lines }
    world.screenSize = { Size.ofTerminal(1) ?? .standard }
    let session = Session(world: world, journal: journal)
    completer.follow(session.satQuiz)
    if isFull { await session.look(.layout(.panes)) }
    // Beside the first prompt, which waits for neither.
    Task {
      if let course = try? await session.loadedCourse() { completer.offer(contentOf: course) }
      completer.prepare()
    }
    console.print(Greeting.rows(isFirstRun: history.isNew))
    if options.firstLine == nil {
      console.print(await session.resumable().map { Row($0) })
    }
    let drawing = Task { await live.run() }
    // Time alone may solve a task, too: a client that comes back, for one.
    let checking = Task { for await _ in session.journal.changes() { await session.checkTask() } }
    await converse(session, console, live)
    await session.finish()
    checking.cancel()
    drawing.cancel()
    live.finish()
    await console.close()
    return 0
  }

  /// Reads lines and runs them, each as a task so that Ctrl-C can stop it.
  ///
  /// Each line is answered by one prompt, on every way through here: with the line the terminal has
  /// given its turn away, and nothing but a prompt gives it back.
  private func converse(
    _ session: Session, _ console: Console, _ live: LiveScreen
  ) async {
    let current = CurrentCommand()
    @Sendable func prompt() { console.prompt(ready: live.ready) }
    @Sendable func run(_ line: String, isReady: Bool = false) {
      current.run {
        await session.run(line, by: isReady ? session.pageOrigin : .typed)
        live.drain()
        // The end of a session reaches the loop below as the end of its input.
        if await session.isFinished { await console.close() }
      } thenHandBack: {
        prompt()
      }
    }
    @Sendable func take(_ input: Console.Input) async -> Bool {
      switch input {
      case .line(let line) where line.allSatisfy(\.isWhitespace) && live.hasMore:
        session.journal.record(.learner, .readOn)
        live.drain()
        prompt()
      case .line(let line): run(line)
      case .ready(let line): run(line, isReady: true)
      case .interrupt:
        if current.cancel(whenSlow: { session.journal.record(.learner, .answered([$0])) }) {
          return true
        }
        _ = await session.interrupt()
      case .cleared: break
      case .resized(let size): live.resize(to: size)
      case .end: return false
      }
      return true
    }
    if let line = options.firstLine {
      run(line)
    } else {
      if await !session.askAboutCourse() {
        await session.typeAhead(session.firstLineTypedAhead())
      }
      live.drain()
      prompt()
    }
    for await input in inputs(of: console, session) {
      switch input {
      case .speaker(.enter) where live.hasMore:
        session.journal.record(.learner, .readOn)
        live.drain()
        prompt()
      case .speaker(let word):
        let line = word == .enter ? live.ready : word.rawValue
        console.print([Row("sse> ", .prompt).appending(line)])
        run(line, isReady: word == .enter && !line.isEmpty)
      case .terminal(let input):
        guard await take(input) else { return }
      }
    }
  }

  /// What the prompt hears: the terminal, and a speaker's phone.
  private enum Input {
    case terminal(Console.Input)
    case speaker(SpeakerWord)
  }

  private func inputs(of console: Console, _ session: Session) -> AsyncStream<Input> {
    let (inputs, yield) = AsyncStream.makeStream(of: Input.self)
    session.speaker.listen { yield.yield(.speaker($0)) }
    Task {
      for await input in console.input { yield.yield(.terminal(input)) }
      yield.finish()
    }
    return inputs
  }
}
