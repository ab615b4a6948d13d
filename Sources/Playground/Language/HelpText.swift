import ArgumentParser

/// The help that is read at the prompt; `--help` in a shell is the parser's own.
enum HelpText {
  /// One row of the overview: commands that belong together, and what they are for.
  struct Entry {
    var group: OverviewPlace.Group
    var commands: [String]
    var usage: String
    var summary: String
  }

  /// The overview's rows, as the commands say themselves, group by group in the tree's order.
  static let entries: [Entry] = {
    var entries: [Entry] = []
    let listed = SSE.configuration.subcommands.compactMap { $0 as? any ListedCommand.Type }
    for command in listed {
      guard case .row(let group, let usage, let summary) = command.overview else { continue }
      let others = listed.filter { $0.overview == .beside(command._commandName) }
      entries.append(
        Entry(
          group: group, commands: ([command] + others).map { $0._commandName }, usage: usage,
          summary: summary))
    }
    return OverviewPlace.Group.allCases.flatMap { group in entries.filter { $0.group == group } }
  }()

  /// All commands on one screen of 80 by 24.
  static var overview: [String] {
    let width = entries.map(\.usage.count).max() ?? 0
    var group: OverviewPlace.Group?
    let rows = entries.map { entry in
      defer { group = entry.group }
      let name = entry.group == group ? "" : entry.group.rawValue
      return padded(name, to: 8) + padded(entry.usage, to: width + 2) + entry.summary
    }
    return rows + ["", "Tab completes, Ctrl-C stops what runs, Ctrl-D leaves."]
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
