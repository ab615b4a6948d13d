internal import CTerminal

internal import Glibc

/// What comes from other threads and from the system.
extension Editor {
  func handle(_ mail: [Mailbox.Mail]) {
    var rows: [Row] = []
    for item in mail {
      if case .print(let more) = item {
        rows += more
        continue
      }
      flush(&rows)
      switch item {
      case .print: break
      case .showPanes(let frame):
        self.frame = frame
        drawPanes()
      case .hidePanes(let rows):
        frame = nil
        redraw(printing: rows, panes: panes())
      case .status(let row):
        status = row
        drawPanes()
      case .prompt(let ready): beginTurn(ready)
      case .clear: clear()
      case .close: isClosing = true
      }
    }
    flush(&rows)
  }

  /// A prompt is wanted, and all that was printed before is on the screen.
  private func beginTurn(_ ready: String) {
    if isEditing { return offer(ready) }
    readWhatWasTyped()
    keys.markEarly()
    offered = ReadyText(ready)
    wantsPrompt = true
  }

  private func flush(_ rows: inout [Row]) {
    if rows.isEmpty { return }
    redraw(printing: rows)
    rows = []
    printsAt = setup.elapsed() + FrameTicker.interval
  }

  /// Draws prompt and line at the cursor; nil when there is no prompt.
  var drawPrompt: (() -> Void)? {
    guard isEditing else { return nil }
    let (line, write, escapes) = (line, screen.write, screen.escapes)
    let geometry = geometry
    return {
      line.refresh()
      guard escapes else { return }
      // libedit is wrong about where it is when it comes up into the middle of a wide character.
      let mending = geometry.mending.map { "\u{1B}[\($0.column + 1)G\($0.text)" } ?? ""
      // libedit takes what stands ready for a part of its prompt, and comes to a halt after it.
      let up = line.ready == nil ? 0 : geometry.lastRow - geometry.cursorRow
      let back = up == 0 ? "" : "\u{1B}[\(up)A"
      write(Array("\(mending)\(back)\u{1B}[\(geometry.cursorColumn + 1)G".utf8))
    }
  }

  func redraw(printing rows: [Row] = [], panes: [Row]? = nil) {
    screen.redraw(
      printing: rows, panes: panes, cursorRow: isEditing ? geometry.cursorRow : 0,
      rowsBelow: isEditing ? geometry.lastRow - geometry.cursorRow : 0,
      drawPrompt: drawPrompt)
  }

  /// The panes as they should be now, and the status below them; none when there is no room.
  func panes() -> [Row] {
    let status = status.map { [$0] } ?? []
    let now = setup.elapsed()
    let room = screen.size.rows - 1 - geometry.rows - status.count
    var rows = frame?(screen.size, now) ?? []
    if rows.count > room {
      let smaller = Size(columns: screen.size.columns, rows: screen.size.rows + room - rows.count)
      rows = frame?(smaller, now) ?? []
    }
    if rows.count > room { rows = [] }
    if room >= 0 { rows += status }
    ticker.drew(rows != screen.panes, now)
    return rows
  }

  /// Paints what changed, or the whole block when the panes have another height.
  func drawPanes() {
    let rows = panes()
    if rows.count == screen.panes.count {
      screen.paint(rows, cursorRow: isEditing ? geometry.cursorRow : 0)
    } else {
      redraw(panes: rows)
    }
  }

  func clear() {
    screen.forget()
    screen.repaint(
      keepingText: false, panes: panes(), drawPrompt: drawPrompt)
  }

  // MARK: Signals

  func handleSignals() {
    var numbers = signalsTold()
    while !numbers.isEmpty {
      switch numbers.removeFirst() {
      case SIGINT: interrupt()
      case SIGTSTP: suspend()
      case SIGCONT: resume()
      case SIGWINCH: resize()
      default: continue
      }
      // `bg` stops us where we take the terminal back; by now that is over, too.
      numbers += signalsTold().filter { $0 != SIGCONT }
    }
  }

  private func signalsTold() -> [Int32] {
    (Descriptor(number: signals.read).read(limit: 64) ?? []).map(Int32.init)
  }

  private func interrupt() {
    keys.removeAll()
    offered = nil
    if isEditing { isInterrupted = true } else { setup.yield(.interrupt) }
  }

  /// Ctrl-Z: below the block, as it was before; back when the shell says so.
  private func suspend() {
    line.setRaw(false)
    sse_terminal_suspend()
    resume()
  }

  private func resume() {
    // Off first: libedit believes that its own mode is still set.
    line.setRaw(false)
    line.setRaw(true)
    measure()
    // Whatever the shell wrote meanwhile stays above; the block begins anew below it.
    if screen.escapes {
      screen.redrawBelow(panes: panes(), drawPrompt: drawPrompt)
    } else {
      drawPrompt?()
    }
  }

  private func resize() {
    guard measure() else { return }
    screen.repaint(
      keepingText: true, panes: panes(), drawPrompt: drawPrompt)
    setup.yield(.resized(screen.size))
  }

  @discardableResult
  private func measure() -> Bool {
    guard let size = Size.ofTerminal(1), size != screen.size else { return false }
    screen.size = size
    line.resize()
    if isEditing { (geometry, lineState) = line.geometry(size: size) }
    return true
  }
}

/// What Tab does.
extension Editor {
  /// Completes the word at the cursor as far as it is certain, else lists what fits.
  func completeWord() -> Bool {
    let (text, cursor) = line.current
    let completion = setup.complete(text, cursor)
    guard completion.start >= 0, completion.start <= cursor, !completion.candidates.isEmpty else {
      return false
    }
    let typed = String(text.prefix(cursor).dropFirst(completion.start))
    let common = completion.commonText
    let only = completion.candidates.count == 1 ? completion.candidates.first : nil
    if let only {
      line.replace(typed.unicodeScalars.count, with: only.text + (only.isWhole ? " " : ""))
    } else if common.count > typed.count {
      line.replace(typed.unicodeScalars.count, with: common)
    } else {
      list(completion.candidates)
    }
    return true
  }

  /// Lists what could be typed, above the prompt.
  func list(_ candidates: [Completion.Candidate]) {
    redraw(printing: CandidateList.rows(candidates, size: screen.size))
  }
}
