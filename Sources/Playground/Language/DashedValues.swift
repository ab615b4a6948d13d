import ArgumentParser
import FoundationEssentials

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
    let arguments = types.filter { $0 != SSE.self }.flatMap(Dump.arguments)
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

/// The part of the parser's own description that says which options take a value.
private struct Dump: Decodable {
  struct Command: Decodable { var arguments: [Argument]? }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var names: [Name]?

    var spelledNames: [String] {
      (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
    }

    var fullName: String { spelledNames.first { $0.hasPrefix("--") } ?? spelledNames.first ?? "" }
  }

  var command: Command

  static func arguments(of type: any ParsableCommand.Type) -> [Argument] {
    let dump = try? JSONDecoder().decode(Dump.self, from: Data(type._dumpHelp().utf8))
    return dump?.command.arguments ?? []
  }
}
