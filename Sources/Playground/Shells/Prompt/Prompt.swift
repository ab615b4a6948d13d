import Observations
import Synchronization
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
    let next = TypedAhead()
    let console = Console(
      capabilities: capabilities, historyFile: history.path, elapsed: elapsed,
      complete: { completer.completion(of: $0, cursor: $1) })
    let journal = Journal(elapsed: elapsed)
    _ = journal.listen { completer.note($0) }
    let isFull = capabilities.kind == .full
    let view = View(layout: isFull ? .panes : .plain)
    let live = LiveScreen(
      output: PaneOutput(console), journal: journal, view: view, size: capabilities.size,
      isPlain: !isFull, hasColor: capabilities.writesColor)
    let screen = Screen(
      clear: { console.clear() }, history: { history.lines }, typeAhead: { next.text = $0 },
      progress: progress(on: console), isClearingAway: { live.clearAway($0) }, drawsPanes: isFull)
    let session = Session(world: options.world, journal: journal, view: view, screen: screen)
    Task { await completer.offer(contentOf: session) }
    console.print(Greeting.rows(isFirstRun: history.isNew))
    if options.firstLine == nil {
      console.print(await session.resumable().map { Row($0) })
    }
    let drawing = Task { await live.run() }
    // Time alone may solve a task, too: a client that comes back, for one.
    let checking = Task { for await _ in session.journal.changes() { await session.checkTask() } }
    await converse(session, console, live, next)
    await session.finish()
    checking.cancel()
    drawing.cancel()
    live.finish()
    await console.close()
    return 0
  }

  /// A bar above the prompt; where nothing is drawn, a line at every tenth.
  private func progress(on console: Console) -> @Sendable (ProgressBar?) -> Void {
    if capabilities.kind == .full { return { console.showStatus($0?.row()) } }
    let lines = Mutex(ProgressLines())
    return { bar in
      let row = lines.withLock { lines in bar.flatMap { lines.row(for: $0) } }
      if let row { console.print([row]) }
    }
  }

  /// Reads lines and runs them, each as a task so that Ctrl-C can stop it.
  ///
  /// Each line is answered by one prompt, on every way through here: with the line the terminal has
  /// given its turn away, and nothing but a prompt gives it back.
  private func converse(
    _ session: Session, _ console: Console, _ live: LiveScreen, _ next: TypedAhead
  ) async {
    let current = CurrentCommand()
    @Sendable func prompt() {
      // Who has not read to the end is not hurried on to the next command.
      console.prompt(ready: live.hasMore ? "" : next.text)
    }
    @Sendable func run(_ line: String, isReady: Bool = false) {
      current.run {
        // Enter turns the pages of a lesson; elsewhere it says that something has been read.
        if line.allSatisfy(\.isWhitespace), await session.isAtLeisure { live.unfold() }
        await session.run(line, by: isReady ? session.pageOrigin : .typed)
        live.drain()
        // The end of a session reaches the loop below as the end of its input.
        if await session.isFinished { await console.close() }
      } thenHandBack: {
        prompt()
      }
    }
    if let line = options.firstLine {
      run(line)
    } else {
      let isAsked = await session.askAboutCourse()
      live.drain()
      console.prompt(ready: isAsked ? "" : await session.firstLineTypedAhead())
    }
    for await input in console.input {
      switch input {
      case .line(let line) where line.allSatisfy(\.isWhitespace) && live.hasMore:
        live.showMore()
        prompt()
      case .line(let line): run(line)
      case .ready(let line): run(line, isReady: true)
      case .interrupt:
        if current.cancel(whenSlow: { session.journal.record(.learner, .answered([$0])) }) {
          continue
        }
        _ = await session.interrupt()
      case .cleared: break
      case .resized(let size): live.resize(to: size)
      case .end: return
      }
    }
  }
}

extension Completer {
  /// Offers what the course has to offer, where there is one.
  fileprivate func offer(contentOf session: Session) async {
    guard let course = try? await session.loadedCourse() else { return }
    offer(course.lessons.map(\.id), for: "lesson")
    offer(course.glossary.terms.map(\.name), for: "glossary")
    for command in ["quiz", "diploma"] { offer(course.quizzes.map(\.id), for: command) }
  }
}
