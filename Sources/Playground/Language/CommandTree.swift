import ArgumentParser

/// The command tree as data: what the parser itself says of it.
struct CommandTree: Sendable {
  var name: String
  var summary: String
  var children: [CommandTree]
  /// Options by their long names, with the values that they take where those are known.
  var options: [String: [String]]
  /// The values of its positional arguments where those are known.
  var values: [String]
  var takesFile: Bool

  /// The tree of `sse`.
  static let current = CommandTree(of: SSE.self)
  /// The words of a quiz that is sat.
  static let quizWords = CommandTree(of: QuizWords.self)

  private init(of type: any ParsableCommand.Type) {
    self.init(CommandDump(of: type).command)
  }

  private init(_ command: CommandDump.Command) {
    let arguments = (command.arguments ?? []).filter { $0.shouldDisplay ?? true }
    let shown = (command.subcommands ?? []).filter { $0.shouldDisplay ?? true }
    name = command.commandName
    summary = command.abstract ?? ""
    children = shown.map(CommandTree.init)
    options = Dictionary(
      arguments.flatMap { argument in
        (argument.names ?? []).filter { $0.kind == "long" }.map {
          ("--" + $0.name, argument.values)
        }
      }, uniquingKeysWith: { first, _ in first })
    let positional = arguments.filter { $0.kind == "positional" }
    values = positional.flatMap(\.values)
    takesFile = positional.contains { $0.valueName == "file" }
  }
}
