import ArgumentParser

/// The help that is read at the prompt; `--help` in a shell is the parser's own.
enum HelpText {
  /// All commands on one screen of 80 by 24.
  static var overview: [String] {
    let groups = SSE.configuration.groupedSubcommands.filter { $0.name != "In a shell:" }
    let rows = groups.flatMap { group in
      group.subcommands.filter(\.configuration.shouldDisplay).enumerated().map { index, command in
        (group: index == 0 ? group.name : "", name: usage(of: command), command.configuration)
      }
    }
    let width = rows.map(\.name.count).max() ?? 0
    return rows.map { row in
      let label = padded(row.group.filter { $0 != ":" }, to: 8)
      return label + padded(row.name, to: width + 2) + row.2.abstract
    } + ["", "'help COMMAND' says more; Tab completes, Ctrl-C stops what runs, Ctrl-D leaves."]
  }

  /// One command in full.
  static func page(for words: [String]) throws -> [String] {
    var type: any ParsableCommand.Type = SSE.self
    for word in words {
      let children = type.configuration.subcommands
      guard let child = children.first(where: { $0._commandName == word }) else {
        throw CommandFailure.usage(CommandLanguage.unknown(word, after: [], among: children))
      }
      type = child
    }
    let text = SSE.helpMessage(for: type, columns: 80)
    let prompt = text.replacing("USAGE: sse ", with: "USAGE: ")
    return prompt.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func usage(of command: any ParsableCommand.Type) -> String {
    let children = command.configuration.subcommands.map(\._commandName)
    return ([command._commandName] + (children.isEmpty ? [] : [children.joined(separator: "|")]))
      .joined(separator: " ")
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
