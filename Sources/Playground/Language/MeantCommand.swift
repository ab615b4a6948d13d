import ArgumentParser
import Workbook

/// What somebody meant whose words are no command: the verb before its noun or without it, capitals,
/// a slip of a finger, or a word of another tool.
struct MeantCommand {
  /// The word that is no command, and what was typed after it.
  let word: String
  let rest: [String]
  /// The commands that stand before it, which lead to a group.
  let path: [String]
  /// What could have stood there.
  let commands: [any ParsableCommand.Type]

  /// The commands, as they are to be typed, the likeliest first; none when nothing is near.
  var candidates: [String] {
    let names = commands.map { $0._commandName }
    let lowered = word.lowercased()
    if let name = names.first(where: { $0 == lowered }) { return [line(path + [name], rest)] }
    if path.isEmpty, let known = Self.otherTools[lowered] { return [known] }
    let owners = Self.groups.filter { group in
      group.subcommand(called: lowered) != nil && [group._commandName] != path
    }
    if !owners.isEmpty { return verb(lowered, of: owners.map { $0._commandName }) }
    if let near = Suggestion.nearest(to: word, of: names) { return [line(path + [near], [])] }
    let verbs = Self.groups.flatMap { $0.configuration.subcommands.map { $0._commandName } }
    // A verb without its noun must be meant: `port` is no `import`, and `important` none either.
    guard let near = verbs.first(where: { Suggestion.isSlip(word, of: $0) }) else { return [] }
    let nouns = Self.groups.filter { $0.subcommand(called: near) != nil }
    return verb(near, of: nouns.map { $0._commandName })
  }

  /// A verb that belongs to these nouns; the one that follows it is meant.
  private func verb(_ verb: String, of nouns: [String]) -> [String] {
    if let next = rest.first, let noun = nouns.first(where: { Self.isSlip(next, of: $0) }) {
      return [line([noun, verb], Array(rest.dropFirst()))]
    }
    return nouns.map { line([$0, verb], nouns.count == 1 ? rest : []) }
  }

  private func line(_ names: [String], _ rest: [String]) -> String {
    var names = names
    var rest = rest[...]
    // What follows may be in capitals as well.
    while let next = rest.first?.lowercased(),
      CommandLanguage.names(in: names + [next]).count > names.count
    {
      names.append(next)
      rest.removeFirst()
    }
    return (names + rest.map(Words.quoted)).joined(separator: " ")
  }

  /// Whether a word is this one but for capitals and a letter.
  private static func isSlip(_ word: String, of name: String) -> Bool {
    if word.lowercased() == name { return true }
    guard word.count > 2, abs(word.count - name.count) < 2 else { return false }
    return Suggestion.nearest(to: word, of: [name]) != nil
  }

  /// The commands that consist of a noun and a verb.
  private static var groups: [any ParsableCommand.Type] {
    SSE.configuration.subcommands.filter { !$0.configuration.subcommands.isEmpty }
  }

  /// How other tools call it.
  private static let otherTools = [
    "?": "help", "man": "help", "commands": "help", "menu": "help", "h": "help",
    "ls": "lessons", "dir": "lessons", "course": "lessons", "toc": "lessons",
    "continue": "next", "n": "next", "forward": "next", "skip": "next",
    "previous": "back", "prev": "back", "solution": "show", "answer": "show",
    "exam": "quiz", "test": "quiz", "certificate": "diploma", "terms": "glossary",
    "disconnect": "client close", "unsubscribe": "client close",
    "subscribe": "client connect", "eventsource": "client connect",
    "publish": "send", "emit": "send", "push": "send", "broadcast": "send", "echo": "send",
    "ping": "comment", "heartbeat": "comment", "kill": "drop", "cut": "drop",
    "nginx": "proxy start", "chrome": "browser", "chromium": "browser", "wget": "curl",
    "sleep": "wait", "cls": "clear", "q": "quit", "bye": "quit", "logout": "quit", "leave": "quit",
  ]
}
