import ArgumentParser

/// `check`: the conformance suite, for anybody's parser, client or server.
struct CheckCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.beside("parse")

  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold a parser, a client, a server or a browser of anybody's to the standard.",
    discussion: """
      Each check has a rule, a section of the standard and a reason; docs/check.md tells more. \
      It starts the command and asks the address that you name, and nothing else.
      Example: sse check parser -- python3 my_parser.py
      """,
    subcommands: [
      CheckParserCommand.self, CheckClientCommand.self, CheckServerCommand.self,
      CheckPageCommand.self,
    ])
}
