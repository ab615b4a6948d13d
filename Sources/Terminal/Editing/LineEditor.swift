internal import CLibedit
internal import CTerminal

internal import Glibc

/// libedit, behind a face without C.
///
/// Lives on the editor thread and is deliberately not Sendable. libedit asks for keys through
/// `readKey`; the editor's whole event loop runs inside that call.
final class LineEditor {
  enum Key {
    case scalar(Unicode.Scalar)
    case interrupt
    case end
  }

  struct Setup {
    var prompt: String
    var color: Bool
    var escapes: Bool
  }

  private let edit: OpaquePointer
  private let history: OpaquePointer
  private let files: [UnsafeMutablePointer<FILE>]
  private let setup: Setup
  /// What libedit draws before the line, what stands ready included.
  private var promptText: UnsafeMutablePointer<CChar>
  private let promptWidth: Int

  /// What stands ready behind the prompt; drawn with it, once it is drawn anew.
  var ready: ReadyText? {
    didSet {
      guard ready != oldValue, let text = strdup(Self.promptText(setup, ready)) else { return }
      free(promptText)
      promptText = text
    }
  }

  var readKey: () -> Key = { .end }
  /// What Tab does; false to complain.
  var tab: () -> Bool = { false }
  var clearScreen: () -> Void = {}
  /// The line to show for Up (true) or Down; nil to complain.
  var recall: (_ older: Bool) -> String? = { _ in nil }

  init?(setup: Setup) {
    guard sse_use_utf8_on_this_thread() == 0,
      let input = fdopen(dup(0), "r"), let output = fdopen(dup(1), "w"),
      // What libedit has to say about a terminal it does not know is not for the user.
      let errors = fopen("/dev/null", "w"),
      let edit = el_init_fd("sse", input, output, errors, fileno(input), fileno(output), 2),
      let history = history_init(),
      let promptText = strdup(Self.promptText(setup, nil))
    else { return nil }
    self.edit = edit
    self.history = history
    files = [input, output, errors]
    self.setup = setup
    self.promptText = promptText
    promptWidth = setup.prompt.displayWidth
    configure(setup)
  }

  deinit {
    el_end(edit)
    history_end(history)
    for file in files { fclose(file) }
    free(promptText)
  }

  /// The order matters: what the user's `~/.editrc` may change comes before it, what we cannot do
  /// without after it.
  private func configure(_ setup: Setup) {
    sse_el_set_clientdata(edit, Unmanaged.passUnretained(self).toOpaque())
    if !setup.escapes { sse_el_set_terminal(edit, "dumb") }
    sse_el_set_signal(edit, 0)
    sse_el_set_prompt(edit, { LineEditor.of($0)?.promptText }, 1)
    sse_el_set_editor(edit, "emacs")
    sse_history_set_size(history, Int32(HistoryFile.lineLimit))
    sse_history_set_unique(history, 1)
    sse_el_set_history(edit, history)
    sse_el_set_getcfn(edit) { edit, key in LineEditor.of(edit)?.read(key) ?? 0 }
    sse_el_add_function(edit, "sse-complete", "Complete the word") { edit, _ in
      LineEditor.of(edit)?.tab() == true ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
    }
    sse_el_add_function(edit, "sse-clear", "Clear the screen") { edit, _ in
      LineEditor.of(edit)?.clearScreen()
      return UInt8(CC_NORM)
    }
    addRecall()
    bindNiceties()
    el_source(edit, nil)
    sse_el_bind(edit, "^I", "sse-complete")
    sse_el_bind(edit, "^L", "sse-clear")
    // The terminal driver would take ^R for itself (VREPRINT).
    sse_el_bind(edit, "^R", "em-inc-search-prev")
    // libedit's own use of insert and delete sequences is wrong for wide characters.
    for name in ["ic", "IC", "im", "ei", "dc", "DC", "dm", "ed"] {
      sse_el_settc(edit, name, "")
    }
    sse_el_setty(edit, "-d", "-ixon")
  }

  private func addRecall() {
    sse_el_add_function(edit, "sse-older", "Recall the line before") { edit, _ in
      LineEditor.of(edit)?.showRecalled(older: true) ?? UInt8(CC_ERROR)
    }
    sse_el_add_function(edit, "sse-newer", "Recall the line after") { edit, _ in
      LineEditor.of(edit)?.showRecalled(older: false) ?? UInt8(CC_ERROR)
    }
    for key in ["^P", "\\e[A", "\\eOA"] { sse_el_bind(edit, key, "sse-older") }
    for key in ["^N", "\\e[B", "\\eOB"] { sse_el_bind(edit, key, "sse-newer") }
  }

  private func showRecalled(older: Bool) -> UInt8 {
    guard let line = recall(older), let info = el_wline(edit)?.pointee else {
      return UInt8(CC_ERROR)
    }
    el_cursor(edit, Int32(info.lastchar - info.cursor))
    replace(info.lastchar - info.buffer, with: line)
    return UInt8(CC_REFRESH)
  }

  /// Word-wise movement and the like, as other line editors have them.
  private func bindNiceties() {
    let keys = [
      ("\\e[1;5C", "em-next-word"), ("\\e[1;5D", "ed-prev-word"), ("\\e[3~", "ed-delete-next-char"),
      ("\\e[H", "ed-move-to-beg"), ("\\e[F", "ed-move-to-end"), ("\\eOH", "ed-move-to-beg"),
      ("\\eOF", "ed-move-to-end"), ("^W", "ed-delete-prev-word"),
    ]
    for (key, function) in keys { sse_el_bind(edit, key, function) }
  }

  private static func promptText(_ setup: Setup, _ ready: ReadyText?) -> String {
    let shown = setup.escapes ? ready?.shown ?? "" : ""
    guard setup.color, setup.escapes else { return setup.prompt + shown }
    return styled(setup.prompt, .prompt) + styled(shown, .faint)
  }

  /// libedit loses a sequence at the very end, so the last space comes after it.
  private static func styled(_ text: String, _ style: Style) -> String {
    guard text.hasSuffix(" ") else { return text }
    return "\u{1}\u{1B}[\(style.parameters)m\u{1}\(text.dropLast())\u{1}\u{1B}[0m\u{1} "
  }

  private static func of(_ edit: OpaquePointer?) -> LineEditor? {
    guard let edit, let data = sse_el_get_clientdata(edit) else { return nil }
    return Unmanaged<LineEditor>.fromOpaque(data).takeUnretainedValue()
  }

  private func read(_ key: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    switch readKey() {
    case .scalar(let scalar):
      key?.pointee = wchar_t(bitPattern: scalar.value)
      return 1
    case .interrupt: return -1
    case .end: return 0
    }
  }

  // MARK: A line

  /// Edits one line; nil when it was given up (interrupt) or there is no more (end).
  func line() -> String? {
    var count: Int32 = 0
    let text = el_gets(edit, &count)
    setRaw(true)
    guard let text, count > 0 else { return nil }
    var line = String(cString: text)
    if line.hasSuffix("\n") { line.removeLast() }
    return line
  }

  /// The line as it stands, and the cursor in characters from its start.
  var current: (text: String, cursor: Int) {
    guard let info = el_wline(edit)?.pointee else { return ("", 0) }
    func text(_ end: UnsafePointer<wchar_t>) -> String {
      var result = ""
      for unit in UnsafeBufferPointer(start: info.buffer, count: end - info.buffer) {
        result.unicodeScalars.append(Unicode.Scalar(UInt32(bitPattern: unit)) ?? "\u{FFFD}")
      }
      return result
    }
    return (text(info.lastchar), text(info.cursor).count)
  }

  /// Where the line lies on a screen of this size, and a value that changes when it does.
  func geometry(size: Size) -> (PromptGeometry, state: Int) {
    guard let info = el_wline(edit)?.pointee else { return (PromptGeometry(), 0) }
    if let ready, setup.escapes {
      let shown = ready.shown.unicodeScalars.map(\.value)
      return (
        PromptGeometry(promptWidth: promptWidth, line: shown, cursor: 0, size: size),
        shown.hashValue
      )
    }
    let units = UnsafeBufferPointer(start: info.buffer, count: info.lastchar - info.buffer)
    let cursor = info.cursor - info.buffer
    var hasher = Hasher()
    for unit in units { hasher.combine(unit) }
    hasher.combine(cursor)
    let geometry = PromptGeometry(
      promptWidth: promptWidth, line: units.lazy.map { UInt32(bitPattern: $0) }, cursor: cursor,
      size: size)
    return (geometry, hasher.finalize())
  }

  /// Replaces so many scalars before the cursor.
  func replace(_ count: Int, with text: String) {
    if count > 0 { el_deletestr(edit, Int32(count)) }
    el_insertstr(edit, text)
  }

  /// Draws prompt and line from the cursor on; it has to stand where the block begins, with nothing
  /// after it.
  func refresh() { sse_el_refresh(edit) }

  func resize() { el_resize(edit) }

  func setRaw(_ raw: Bool) { sse_el_prep_term(edit, raw ? 1 : 0) }

  func remember(_ line: String) { sse_history_enter(history, line) }
}
