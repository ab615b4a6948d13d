import ArgumentParser

/// The help that is read at the prompt; `--help` in a shell is the parser's own.
enum HelpText {
  /// One row of the overview: commands that belong together, and what they are for.
  struct Entry {
    var group: String
    var commands: [String]
    var usage: String
    var summary: String
  }

  /// The overview's rows; a test holds them against the command tree.
  static let entries: [Entry] = [
    Entry(
      group: "Learn", commands: ["lessons", "lesson", "skip"],
      usage: "lessons, lesson ID [PAGE], skip", summary: "the course; leave a question out"),
    Entry(
      group: "", commands: ["next", "back", "page", "hint", "show"],
      usage: "next, back, page, hint, show", summary: "turn pages, read one again, get help"),
    Entry(
      group: "", commands: ["reset", "helpful"], usage: "reset [lesson|all], helpful yes",
      summary: "begin anew; say what you think"),
    Entry(
      group: "", commands: ["glossary", "progress"], usage: "glossary [TERM], progress",
      summary: "what the words mean, what you did"),
    Entry(
      group: "Quiz", commands: ["quiz", "diploma"], usage: "quiz junior|master, diploma",
      summary: "an A+ earns a diploma to print"),
    Entry(
      group: "Stream", commands: ["server"], usage: "server start|stop|restart|status",
      summary: "a real server"),
    Entry(
      group: "", commands: ["client"], usage: "client connect|close|status",
      summary: "a real client"),
    Entry(
      group: "", commands: ["send", "comment"], usage: "send TEXT, comment TEXT",
      summary: "an event, a comment, on every stream"),
    Entry(
      group: "", commands: ["drop", "fault"], usage: "drop, fault KIND, fault off",
      summary: "cut the streams, or break them"),
    Entry(
      group: "", commands: ["wait"], usage: "wait open|event [N]|lost|retry",
      summary: "hold a script until the client sees it"),
    Entry(
      group: "", commands: ["proxy"], usage: "proxy start|status|config|stop",
      summary: "a real proxy before the server"),
    Entry(
      group: "Look", commands: ["wire", "layout"], usage: "wire on|off, layout NAME",
      summary: "raw bytes; panes, columns or plain"),
    Entry(
      group: "", commands: ["curl", "open"], usage: "curl [PATH], open",
      summary: "the same stream in shell or browser"),
    Entry(
      group: "", commands: ["browser"], usage: "browser [PATH] [--streams N]",
      summary: "what a page in a real one hears"),
    Entry(
      group: "", commands: ["parse"], usage: #"parse "data: hi\n\n""#,
      summary: "what a client makes of these bytes"),
    Entry(
      group: "", commands: ["save", "clear", "history"], usage: "save FILE, clear, history",
      summary: "keep the transcript, tidy, look back"),
    Entry(
      group: "Todo", commands: ["todo"], usage: "todo start|add|list|done|delete",
      summary: "a list that every page follows"),
    Entry(
      group: "Scale", commands: ["scale"], usage: "scale, scale predict",
      summary: "many streams, measured"),
    Entry(
      group: "Leave", commands: ["help", "quit"], usage: "help [COMMAND], quit",
      summary: "more about one command; goodbye"),
  ]

  /// All commands on one screen of 80 by 24.
  static var overview: [String] {
    let width = entries.map(\.usage.count).max() ?? 0
    return entries.map { entry in
      padded(entry.group, to: 8) + padded(entry.usage, to: width + 2) + entry.summary
    } + ["", "Tab completes, Ctrl-C stops what runs, Ctrl-D leaves."]
  }

  /// One command in full.
  static func page(for words: [String]) throws -> [String] {
    var type: any ParsableCommand.Type = SSE.self
    for word in words {
      guard let child = type.subcommand(called: word) else {
        let known = type.configuration.subcommands
        throw CommandFailure.usage(CommandLanguage.unknown(word, after: [], among: known))
      }
      type = child
    }
    return HelpRequest(text: SSE.helpMessage(for: type, columns: 80)).atThePrompt
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
