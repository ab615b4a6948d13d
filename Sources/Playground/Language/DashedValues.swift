import ArgumentParser

/// Lets a value begin with a dash: `--last-event-id -Nabc`, `--retry -1`, `history -5`.
///
/// The parser takes every word with a dash for an option. What stands behind an option that wants a
/// value is its value, as everywhere else in a shell, unless it is itself an option of the command;
/// and no option is a negative number.
struct DashedValues {
  /// What each option that takes a value is called in full, by all of its names.
  private let valued: [String: String]
  private let flags: Set<String>

  /// The words, with such values joined to their options.
  static func joined(_ arguments: [String]) -> [String] {
    guard arguments.contains(where: { $0.hasPrefix("-") }) else { return arguments }
    let path = CommandLanguage.path(in: arguments)
    let rest = arguments.dropFirst(path.names.count)
    return path.names + DashedValues(of: path.type).joined(rest)
  }

  /// The options of a command, and those of its default subcommand.
  private init(of type: any ParsableCommand.Type) {
    let types = [type] + (type.configuration.defaultSubcommand.map { [$0] } ?? [])
    // The root has no options of its own, and to describe it would be to describe every command.
    let arguments = types.filter { $0 != SSE.self }.flatMap {
      CommandDump(of: $0).command.arguments ?? []
    }
    valued = Dictionary(
      arguments.filter { $0.kind == "option" }.flatMap { option in
        option.spelledNames.map { ($0, option.fullName) }
      }, uniquingKeysWith: { first, _ in first })
    flags = Set(arguments.filter { $0.kind == "flag" }.flatMap(\.spelledNames) + ["--help", "-h"])
  }

  private func joined(_ arguments: ArraySlice<String>) -> [String] {
    var rest = arguments
    var words: [String] = []
    var numbers: [String] = []
    while let word = rest.popFirst() {
      if word == "--" {
        words += [word] + numbers + rest
        return words
      }
      if let name = valued[word], let value = rest.first, value != "--" {
        rest.removeFirst()
        words += value.hasPrefix("-") && !isOption(value) ? ["\(name)=\(value)"] : [word, value]
      } else if isNegative(word) {
        numbers.append(word)
      } else {
        words.append(word)
      }
    }
    return words + (numbers.isEmpty ? [] : ["--"] + numbers)
  }

  private func isOption(_ word: String) -> Bool {
    let name = word.prefix { $0 != "=" }
    return flags.contains(word) || valued[String(name)] != nil
  }

  private func isNegative(_ word: String) -> Bool {
    word.hasPrefix("-") && word.dropFirst().first?.isNumber == true
  }
}
