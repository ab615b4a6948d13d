internal import CTerminal

internal import Glibc

/// The editor thread: the one place that reads keys, runs libedit and writes to the terminal.
///
/// Its loop is ``wait(forPrompt:)``, which runs inside libedit's request for a key while a line is
/// edited and on its own while a command runs.
final class Editor {
  struct Setup: Sendable {
    var capabilities: Capabilities
    var historyFile: String?
    var prompt: String
    var elapsed: @Sendable () -> Duration
    var complete: @Sendable (String, Int) -> Completion
    var yield: @Sendable (Console.Input) -> Void
  }

  let mailbox: Mailbox
  let setup: Setup
  let line: LineEditor
  let signals: (read: Int32, write: Int32)
  let historyFile: HistoryFile?
  var history = LineHistory()
  var screen: Screen
  var keys = KeyQueue()
  var ticker = FrameTicker()
  /// Until when rows that come are left waiting; nil when the last ones were printed long ago.
  var printsAt: Duration?
  var frame: Mailbox.Frame?
  /// The row between panes and prompt, while something takes long.
  var status: Row?

  /// Whether libedit has a prompt on the screen.
  var isEditing = false
  var wantsPrompt = false
  var isInterrupted = false
  /// The line that was given up by Ctrl-C; libedit forgets it.
  var dropped = ""
  /// What is to stand ready as soon as nothing of what was typed early is left.
  var offered: ReadyText?
  /// What stood ready and became the line that is edited.
  var taken: ReadyText?
  var isAtEnd = false
  var isClosing = false
  var geometry = PromptGeometry()
  var lineState = 0
  /// Whether the block was redrawn by us after the last key, so that it has to be again.
  var wasHealed = false

  init?(mailbox: Mailbox, setup: Setup) {
    var ends: [Int32] = [-1, -1]
    let escapes = setup.capabilities.kind == .full
    let lineSetup = LineEditor.Setup(
      prompt: setup.prompt, color: setup.capabilities.writesColor, escapes: escapes)
    guard sse_wake_pipe(&ends) == 0, sse_terminal_take(0, ends[1], escapes ? 1 : 0) == 0,
      let line = LineEditor(setup: lineSetup)
    else {
      sse_terminal_give_back()
      setup.yield(.end)
      return nil
    }
    self.mailbox = mailbox
    self.setup = setup
    self.line = line
    signals = (ends[0], ends[1])
    historyFile = setup.historyFile.map(HistoryFile.init)
    screen = Screen(
      escapes: escapes, color: setup.capabilities.writesColor,
      size: Size.ofTerminal(1) ?? setup.capabilities.size,
      write: { Descriptor(number: 1).write($0) })
    line.readKey = { [unowned self] in readKey() }
    line.tab = { [unowned self] in completeWord() }
    line.clearScreen = { [unowned self] in clear() }
    line.recall = { [unowned self] older in
      older ? history.older(than: line.current.text) : history.newer()
    }
    history = LineHistory(historyFile?.load() ?? [])
    for old in history.lines { line.remember(old) }
    line.setRaw(true)
  }

  /// Runs until the console is closed.
  func run() {
    while !isClosing {
      wait(forPrompt: true)
      if !isClosing { editLine() }
    }
    if isEditing { leavePrompt(showing: nil) }
    line.setRaw(false)
    sse_terminal_give_back()
    close(signals.read)
    close(signals.write)
  }

  // MARK: A line

  private func editLine() {
    wantsPrompt = false
    if !screen.escapes, !keys.holdsEarly, let offered { speak(offered) }
    isEditing = true
    taken = nil
    history.begin()
    (geometry, lineState, wasHealed) = (PromptGeometry(), 0, false)
    let text = line.line()
    line.ready = nil
    if isClosing { return }
    if let text, text.allSatisfy({ $0 == " " }), keys.lastWasEarly, !isAtEnd {
      // Typed and taken back, and then an Enter: it meant nothing that was to be seen.
      leavePrompt(showing: nil, rowsBelow: 1)
      keys.markEarly()
      wantsPrompt = true
    } else if let text {
      leavePrompt(showing: text, rowsBelow: 1)
      keep(text)
      setup.yield(text == taken?.text ? .ready(text) : .line(text))
    } else if isInterrupted {
      isInterrupted = false
      // While searching, libedit keeps what it looks for in a second line, and when it is
      // interrupted it goes below the block first.
      let text = dropped.prefix { $0 != "\n" }
      leavePrompt(showing: text + "^C", rowsBelow: text.count < dropped.count ? 1 : 0)
      setup.yield(dropped.isEmpty ? .interrupt : .cleared)
      wantsPrompt = true
    } else {
      leavePrompt(showing: nil)
      setup.yield(.end)
    }
  }

  private func keep(_ text: String) {
    guard history.add(text) else { return }
    line.remember(text)
    historyFile?.append(text)
  }

  /// The prompt's line becomes ordinary text above the panes, or vanishes.
  ///
  /// - Parameters:
  ///   - text: The line as it is to stand there; nil to let it vanish.
  ///   - rowsBelow: How far below the prompt's last row libedit has left the cursor.
  private func leavePrompt(showing text: String?, rowsBelow: Int = 0) {
    isEditing = false
    sse_terminal_set_lines_below(0)
    let cursorRow = rowsBelow == 0 ? geometry.cursorRow : geometry.rows
    let entered = text.map { Row(setup.prompt, .prompt).appending($0) }
    guard screen.escapes else {
      if rowsBelow == 0 { screen.emit(text == nil ? "\r\n" : "^C\r\n") }
      return
    }
    screen.redraw(
      printing: entered.map { [$0] } ?? [], cursorRow: cursorRow,
      rowsBelow: rowsBelow == 0 ? geometry.lastRow - cursorRow : 0, drawPrompt: nil)
  }

  // MARK: Keys

  private func readKey() -> LineEditor.Key {
    while true {
      afterKey()
      makeReady()
      wait(forPrompt: false)
      if isInterrupted {
        dropped = line.current.text
        return .interrupt
      }
      guard let scalar = keys.next() else { return .end }
      if decide(on: scalar) { return .scalar(scalar) }
    }
  }

  /// libedit has handled a key: see where its line is now, and draw it again where its own drawing
  /// cannot be trusted (more than one row, or characters that are not one cell wide).
  private func afterKey() {
    guard screen.escapes else { return }
    let before = lineState
    let old = geometry
    (geometry, lineState) = line.geometry(size: screen.size)
    sse_terminal_set_lines_below(Int32(geometry.lastRow - geometry.cursorRow + 1))
    if lineState != before, !geometry.isSimple || wasHealed {
      wasHealed = !geometry.isSimple
      screen.redraw(
        panes: panes(), cursorRow: geometry.cursorRow, rowsBelow: max(old.rows, geometry.rows),
        drawPrompt: drawPrompt)
    } else if old.rows != geometry.rows {
      drawPanes()
    }
  }

  // MARK: What stands ready

  /// Shows what is offered, once nothing that was typed early is left and the line is empty.
  private func makeReady() {
    guard let offered, line.ready == nil, !keys.holdsEarly else { return }
    guard line.current.text.isEmpty else {
      self.offered = nil
      return
    }
    if screen.escapes { change { line.ready = offered } } else { speak(offered) }
  }

  /// Puts something else ready while the prompt stands, if nothing is being typed: what was shown
  /// meanwhile came from elsewhere.
  func offer(_ ready: String) {
    guard line.current.text.isEmpty else { return }
    let wanted = ReadyText(ready)
    guard wanted != line.ready else { return }
    offered = wanted
    if line.ready != nil {
      if screen.escapes { change { line.ready = nil } } else { line.ready = nil }
    }
    makeReady()
  }

  /// Says what stands ready in a row, where nothing can be drawn behind the cursor.
  private func speak(_ ready: ReadyText) {
    if line.ready == ready { return }
    redraw(printing: [ready.spoken])
    line.ready = ready
  }

  /// Does to what stands ready what this key means for it.
  ///
  /// - Returns: Whether libedit is to have the key.
  private func decide(on scalar: Unicode.Scalar) -> Bool {
    guard let ready = line.ready else { return true }
    let fate = ReadyText.fate(for: scalar)
    // Not by way of libedit, which would put the cursor where it believes the prompt to end.
    switch fate {
    case .kept: return true
    case .listed:
      list(setup.complete("", 0).candidates)
      return false
    case .cleared:
      clear()
      return false
    case .taken, .replaced, .dropped: offered = nil
    }
    change {
      line.ready = nil
      guard fate == .taken else { return }
      taken = ready
      line.replace(0, with: ready.text)
    }
    return fate != .dropped
  }

  /// Changes prompt or line behind libedit's back, and has both drawn anew.
  private func change(_ body: () -> Void) {
    let old = geometry
    body()
    (geometry, lineState) = line.geometry(size: screen.size)
    wasHealed = !geometry.isSimple
    if screen.escapes {
      screen.redraw(
        panes: panes(), cursorRow: old.cursorRow, rowsBelow: old.lastRow - old.cursorRow,
        drawPrompt: drawPrompt)
    } else if !line.current.text.isEmpty {
      screen.emit("\r")
      line.refresh()
    }
  }

  // MARK: The loop

  /// Handles everything there is to handle until a key can be given to libedit or, between lines,
  /// until a prompt is wanted.
  private func wait(forPrompt: Bool) {
    while true {
      // First: after a stop nothing may be painted where the shell has written meanwhile.
      handleSignals()
      drain()
      if isClosing || isInterrupted { return }
      if forPrompt ? wantsPrompt : (!keys.isEmpty && keys.holdsScalar) { return }
      if isAtEnd && (forPrompt == false) { return }
      poll()
    }
  }

  private func drain() {
    // Rows that come faster than frames are printed together, one drawing for all of them.
    printsAt = printsAt.flatMap { $0 <= setup.elapsed() ? nil : $0 }
    let (mail, isPoked) = mailbox.collect(leavingRows: printsAt != nil)
    if isPoked { ticker.poke() }
    handle(mail)
    if frame != nil, ticker.isDue(setup.elapsed()) { drawPanes() }
  }

  private func poll() {
    var entries = [
      pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isAtEnd || keys.isFull ? -1 : 0, events: Int16(POLLIN), revents: 0),
    ]
    let now = setup.elapsed()
    let dues = [frame == nil ? nil : ticker.due, printsAt].compactMap { $0 }
    let timeout = dues.min().map { FrameTicker.milliseconds($0 - now) } ?? -1
    guard pollEntries(&entries, timeout) > 0 else { return }
    // A Ctrl-C throws away what was typed before it, not what comes after: it is heard first.
    if entries[1].revents == 0, entries[2].revents != 0 { readKeys() }
  }

  /// Reads what has been typed by now, and waits for nothing.
  func readWhatWasTyped() {
    while !isAtEnd, !keys.isFull {
      var entry = [pollfd(fd: 0, events: Int16(POLLIN), revents: 0)]
      guard pollEntries(&entry, 0) > 0 else { return }
      readKeys()
    }
  }

  private func readKeys() {
    guard let bytes = Descriptor(number: 0).read() else {
      if errno != EINTR && errno != EAGAIN { isAtEnd = true }
      return
    }
    if bytes.isEmpty { isAtEnd = true }
    keys.append(bytes)
  }
}

/// poll(2) by another name, since the method that uses it has its own.
private func pollEntries(_ entries: inout [pollfd], _ timeout: Int32) -> Int32 {
  Glibc.poll(&entries, nfds_t(entries.count), timeout)
}
