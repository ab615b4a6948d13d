import ArgumentParser
import FoundationEssentials

/// The parser's own description of a command, as far as completion and ``DashedValues`` need it.
///
/// It holds all that is below the command: that of the root takes longer than a prompt may.
struct CommandDump: Decodable {
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var shouldDisplay: Bool?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    struct Completion: Decodable {
      struct List: Decodable { var values: [String] }

      var list: List?
    }

    var kind: String
    var shouldDisplay: Bool?
    var names: [Name]?
    var valueName: String?
    var allValues: [String]?
    var completionKind: Completion?

    /// The values that it has, else those that are offered.
    var values: [String] { allValues ?? completionKind?.list?.values ?? [] }

    var spelledNames: [String] {
      (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
    }

    var fullName: String { spelledNames.first { $0.hasPrefix("--") } ?? spelledNames.first ?? "" }
  }

  let command: Command

  /// Asks the parser; a description that cannot be read is that of a command without anything.
  init(of type: any ParsableCommand.Type) {
    let dump = try? JSONDecoder().decode(Self.self, from: Data(type._dumpHelp().utf8))
    command = dump?.command ?? Command(commandName: type._commandName)
  }
}
