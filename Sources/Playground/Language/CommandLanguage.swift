import ArgumentParser
import Workbook

/// Turns a line into a command, by the one tree that `sse` itself parses.
enum CommandLanguage {
  /// Parses a typed line.
  static func command(_ line: String) throws -> any ParsableCommand {
    let words: Words
    do {
      words = try Words(line)
    } catch {
      // A text may hold a single quote or inch mark; only what is split into words may not.
      guard let raw = rawArguments(of: line) else { throw error }
      return try command(raw)
    }
    return try command(arguments(of: words, in: line))
  }

  /// The line that is meant: who copies one brings the prompt along, and who comes from a shell
  /// the program's name.
  static func meant(by line: String) -> String {
    let line = line.trimmingWhitespace()
    for prefix in ["sse> ", "sse "] where line.hasPrefix(prefix) {
      let rest = line.dropFirst(prefix.count).trimmingWhitespace()
      if isCommand(rest) { return rest }
    }
    return line
  }

  /// Whether a line changes what runs: those that do not need not be played to bring it about.
  static func changesTheWorld(_ line: String) -> Bool {
    guard let command = (try? command(line)) as? any PlaygroundCommand else { return true }
    return type(of: command).changesTheWorld
  }

  /// Whether a line begins with the name of a command.
  static func isCommand(_ line: String) -> Bool {
    guard let word = (try? Words(line))?.texts.first else { return false }
    return !names(in: [word]).isEmpty
  }

  /// Parses words that a shell has already split.
  static func command(_ arguments: [String]) throws -> any ParsableCommand {
    try checkNames(arguments)
    let arguments = DashedValues.joined(arguments)
    do {
      // The parser has a `help` of its own, which knows shells only.
      if arguments.first == "help" { return try HelpCommand.parse(Array(arguments.dropFirst())) }
      return try SSE.parseAsRoot(arguments)
    } catch {
      throw failure(error, for: arguments)
    }
  }

  /// The words for the parser: the text of `send` and its like goes through as it was typed.
  private static func arguments(of words: Words, in line: String) throws -> [String] {
    let texts = words.texts
    guard let verbs = rawTextVerbs.first(where: { texts.starts(with: $0) }) else { return texts }
    var index = verbs.count
    while index < texts.count, texts[index].hasPrefix("--"), texts[index] != "--" {
      index += texts[index].contains("=") || texts[index] == "--help" ? 1 : 2
    }
    if index < texts.count, texts[index] == "--" { index += 1 }
    guard index < texts.count else { return texts }
    let raw = String(line[words.words[index].start...])
    // A text in quotes as a whole is what stands between them; any other is as it was typed.
    let isQuoted = index == texts.count - 1 && (raw.hasPrefix("'") || raw.hasPrefix("\""))
    let text = isQuoted ? texts[index] : trimmed(raw)
    return texts[..<index].filter { $0 != "--" } + ["--", text]
  }

  /// The words for the parser when a line cannot be split: a verb that takes a text, and the text.
  private static func rawArguments(of line: String) -> [String]? {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let verbs = rawTextVerbs.first(where: { words.map(String.init).starts(with: $0) }),
      words.count > verbs.count, !words[verbs.count].hasPrefix("--")
    else { return nil }
    return verbs + ["--", trimmed(String(line[words[verbs.count].startIndex...]))]
  }

  /// The words that lead to the commands that take a text as it was typed.
  private static let rawTextVerbs = verbs(below: SSE.self).filter {
    (path(in: $0).type as? any PlaygroundCommand.Type)?.takesRawText == true
  }

  /// The words of all commands below this one.
  private static func verbs(below type: any ParsableCommand.Type) -> [[String]] {
    type.configuration.subcommands.flatMap { child in
      [[child._commandName]] + verbs(below: child).map { [child._commandName] + $0 }
    }
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  // MARK: Names

  /// Refuses an unknown command word with the nearest known one.
  private static func checkNames(_ arguments: [String]) throws(CommandFailure) {
    var type: any ParsableCommand.Type = SSE.self
    var path: [String] = []
    for (index, word) in arguments.enumerated() {
      let children = type.configuration.subcommands
      guard !children.isEmpty, !word.hasPrefix("-") else { return }
      guard let child = type.subcommand(called: word) else {
        // The word may be an argument of the default subcommand.
        if !path.isEmpty, type.configuration.defaultSubcommand != nil,
          Suggestion.nearest(to: word, of: children.map { $0._commandName }) == nil
        {
          return
        }
        let rest = Array(arguments[(index + 1)...])
        throw .usage(unknown(word, rest, after: path, among: children))
      }
      type = child
      path.append(word)
    }
  }

  /// The sentence for a word that is no command, with the one that was meant.
  static func unknown(
    _ word: String, _ rest: [String] = [], after path: [String],
    among commands: [any ParsableCommand.Type]
  ) -> String {
    let meant = MeantCommand(word: word, rest: rest, path: path, commands: commands).candidates
    let what = path.isEmpty ? "no command" : "'\(path.joined(separator: " "))' knows no"
    let help = (["help"] + path).joined(separator: " ")
    guard !meant.isEmpty else {
      return "\(what) '\(word)': type '\(help)' to see what there is"
    }
    return "\(what) '\(word)': did you mean \(alternatives(meant))?"
  }

  // MARK: What the parser refuses

  /// The parser's complaint as one sentence, or its help as an answer.
  private static func failure(_ error: any Error, for arguments: [String]) -> any Error {
    if SSE.exitCode(for: error) == .success {
      return HelpRequest(text: SSE.fullMessage(for: error, columns: 80))
    }
    let message = sentence(of: SSE.message(for: error), arguments)
    if message.hasSuffix("?") { return CommandFailure.usage(message) }
    let help = (["help"] + names(in: arguments)).joined(separator: " ")
    let joint = message.contains(": ") ? ";" : ":"
    return CommandFailure.usage("\(message)\(joint) see '\(help)'")
  }

  /// One sentence in our own style for what the parser says in one or two of its.
  private static func sentence(of message: String, _ arguments: [String]) -> String {
    var message = message
    if message.hasSuffix(".") { message.removeLast() }
    message = message.prefix(1).lowercased() + message.dropFirst()
    message = message.replacing(". Did you mean", with: ": did you mean")
    if let choice = message.firstRange(of: ". Please provide one of ") {
      message = Self.choice(message[..<choice.lowerBound], of: message[choice.upperBound...])
    }
    message = RefusedValue(message, arguments)?.sentence ?? message
    if let missing = message.firstRange(of: "missing expected argument ") {
      message = "\(message[missing.upperBound...]) is missing"
    }
    return message
  }

  /// What is wrong with a value, and the nearest right one, or all of them.
  ///
  /// They stand in the parser's list in quotes, or when there are many in a line for each.
  private static func choice(_ complaint: Substring, of list: Substring) -> String {
    let lines = list.split(separator: "\n").filter { $0.hasPrefix("  - ") }.map { $0.dropFirst(4) }
    let names = (lines.isEmpty ? quoted(in: list) : lines).map(String.init)
    if let value = quoted(in: complaint).first,
      let near = Suggestion.nearest(to: String(value), of: names)
    {
      return "\(complaint): did you mean '\(near)'?"
    }
    return "\(complaint): give \(alternatives(names))"
  }

  /// Names in quotes, with "or" before the last.
  private static func alternatives(_ names: [String]) -> String {
    let quotes = names.map { "'\($0)'" }
    let list = [quotes.dropLast().joined(separator: ", "), quotes.last ?? ""]
    return list.filter { !$0.isEmpty }.joined(separator: " or ")
  }

  private static func quoted(in text: Substring) -> [Substring] {
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    return parts.indices.filter { !$0.isMultiple(of: 2) }.map { parts[$0] }
  }

  /// The command words at the head of the arguments.
  static func names(in arguments: [String]) -> [String] { path(in: arguments).names }

  /// The same words, and the command to which they lead.
  static func path(in arguments: [String]) -> (names: [String], type: any ParsableCommand.Type) {
    var type: any ParsableCommand.Type = SSE.self
    var names: [String] = []
    for word in arguments {
      guard let child = type.subcommand(called: word) else { break }
      type = child
      names.append(word)
    }
    return (names, type)
  }
}

extension ParsableCommand {
  /// The subcommand that goes by this name; it may have several.
  static func subcommand(called word: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first {
      $0._commandName == word || $0.configuration.aliases.contains(word)
    }
  }
}

/// Somebody asked for `--help`, or named a group of commands: not a failure.
struct HelpRequest: Error {
  var text: String

  init(text: String) {
    self.text = text
  }

  /// Its lines without the program's name, which is not typed at the prompt.
  var atThePrompt: [String] {
    let text = text.replacing("USAGE: sse ", with: "USAGE: ")
      .replacing("See 'sse help ", with: "See 'help ")
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// What a command that is none of ours has to say: the parser's own help does nothing else.
  init(_ command: any ParsableCommand) {
    var command = command
    do {
      try command.run()
      text = SSE.helpMessage(columns: 80)
    } catch {
      text = SSE.fullMessage(for: error, columns: 80)
    }
  }
}
