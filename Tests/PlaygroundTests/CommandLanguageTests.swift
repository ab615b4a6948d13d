import ArgumentParser
import Testing
import Workbook

@testable import Playground

@Suite struct CommandLanguageTests {
  @Test(arguments: [
    ("sever start", "no command 'sever': did you mean 'server'?"),
    ("server strat", "'server' knows no 'strat': did you mean 'server start'?"),
    ("frobnicate", "no command 'frobnicate': type 'help' to see what there is"),
    // A verb is meant where it is a slip away, and not by any word that has something of it.
    ("improt", "no command 'improt': did you mean 'progress import'?"),
    ("important", "no command 'important': type 'help' to see what there is"),
    ("port 8080", "no command 'port': type 'help' to see what there is"),
    ("report", "no command 'report': did you mean 'workshop report'?"),
    (
      "send --retry 0.5s",
      "the value '0.5s' is invalid for '--retry <milliseconds>': give whole milliseconds, "
        + "such as 500; see 'help send'"
    ),
    ("connect", "no command 'connect': did you mean 'client connect'?"),
    ("connect /events", "no command 'connect': did you mean 'client connect /events'?"),
    ("start server --port 0", "no command 'start': did you mean 'server start --port 0'?"),
    ("stop Proxy", "no command 'stop': did you mean 'proxy stop'?"),
    (
      "stop",
      "no command 'stop': did you mean 'server stop', 'proxy stop', 'cluster stop', 'todo stop' "
        + "or 'model stop'?"
    ),
    ("Server", "no command 'Server': did you mean 'server'?"),
    ("SERVER Start --port 0", "no command 'SERVER': did you mean 'server start --port 0'?"),
    ("server connect", "'server' knows no 'connect': did you mean 'client connect'?"),
    ("?", "no command '?': did you mean 'help'?"),
    ("publish hello", "no command 'publish': did you mean 'send'?"),
    ("disconnect", "no command 'disconnect': did you mean 'client close'?"),
    (
      "server frobnicate", "'server' knows no 'frobnicate': type 'help server' to see what there is"
    ),
    (
      "server start --port 99999",
      "99999 is no port: give a number from 0 (any free one) to 65535; see 'help server start'"
    ),
    (
      "layout foo",
      "the value 'foo' is invalid for '<layout>': give 'panes', 'columns' or 'plain'; "
        + "see 'help layout'"
    ),
    (
      "wire maybe",
      "the value 'maybe' is invalid for '<position>': give 'on' or 'off'; see 'help wire'"
    ),
    ("wait evnt", "the value 'evnt' is invalid for '<goal>': did you mean 'event'?"),
    (
      "wait x",
      "the value 'x' is invalid for '<goal>': give 'open', 'event', 'comment', 'lost', 'retry', "
        + "'failed', 'ended' or 'done'; see 'help wait'"
    ),
    ("todo delet 2", "'todo' knows no 'delet': did you mean 'todo delete'?"),
    ("quiz reslts", "'quiz' knows no 'reslts': did you mean 'quiz results'?"),
    ("layout", "'<layout>' is missing: see 'help layout'"),
    (
      "wait event --within 1h",
      "the value '1h' is invalid for '--within <within>': write it as 20ms, 1s or 2m; "
        + "see 'help wait'"
    ),
    ("--bogus", "unknown option '--bogus': see 'help'"),
    ("send", "there is nothing to send: give some text, as in 'send Hello'; see 'help send'"),
  ])
  func `a wrong line is answered by one sentence`(line: String, sentence: String) {
    #expect(throws: CommandFailure.usage(sentence)) { try CommandLanguage.command(line) }
  }

  @Test(arguments: ["quit", "exit"])
  func `a command goes by each of its names`(line: String) throws {
    #expect(try CommandLanguage.command(line) is QuitCommand)
    #expect(CommandLanguage.isCommand(line))
  }

  @Test(arguments: [
    ("  sse> server start --port 0", "server start --port 0"), ("sse lesson 1", "lesson 1"),
    ("sse", "sse"), ("sse> nonsense", "sse> nonsense"), ("send sse> x", "send sse> x"),
  ])
  func `a copied prompt and the name of the program are left off`(line: String, meant: String) {
    #expect(CommandLanguage.meant(by: line) == meant)
  }

  @Test(arguments: [
    (#"send {"text": "it's"}"#, #"{"text": "it's"}"#),
    ("send --event note it is 5 -- or 6", "it is 5 -- or 6"),
    (#"send "two\nlines""#, "two\nlines"),
    (#"send {"a":1}"#, #"{"a":1}"#),
    (#"send C:\new"#, #"C:\new"#),
    (#"send "C:\new""#, "C:\new"),
    (#"send 'C:\new'"#, #"C:\new"#),
    (#"send "C:\\new""#, #"C:\new"#),
    ("send   spaced   out  ", "spaced   out"),
    ("send --id=7 --looks-like-an-option", nil),
    ("send -- --looks-like-an-option", "--looks-like-an-option"),
  ])
  func `the text of send goes through as it was typed`(line: String, text: String?) throws {
    guard let text else {
      #expect(throws: CommandFailure.self) { try CommandLanguage.command(line) }
      return
    }
    let command = try #require(try CommandLanguage.command(line) as? SendCommand)
    #expect(command.data == text)
  }

  @Test func `help fits a screen of 80 by 24`() {
    let lines = HelpText.overview
    #expect(lines.count <= 23)
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func `help names every command of the prompt`() {
    let named = HelpText.entries.flatMap(\.commands)
    let commands = SSE.configuration.subcommands.filter {
      ($0 is any PlaygroundCommand.Type || !($0 is any ShellCommand.Type))
        && $0.configuration.shouldDisplay
    }
    #expect(Set(named) == Set(commands.map { $0._commandName }))
  }

  @Test func `every command has a summary and an example`() {
    func check(_ type: any ParsableCommand.Type) {
      #expect(!type.configuration.abstract.isEmpty, "\(type) has no summary")
      #expect(type.configuration.discussion.contains("Example: "), "\(type) has no example")
      for child in type.configuration.subcommands { check(child) }
    }
    for command in SSE.configuration.subcommands { check(command) }
  }
}

@Suite struct SuggestionTests {
  @Test func `swapped neighbours count as one edit`() {
    #expect(Suggestion.nearest(to: "dorp", of: ["send", "drop"]) == "drop")
  }

  @Test func `nothing is near enough to a word that resembles none`() {
    #expect(Suggestion.nearest(to: "xyz", of: ["send", "drop"]) == nil)
  }
}
