import ArgumentParser
import Foundation
import Observations
import Testing

@testable import Playground

/// What a command is stands in its own file, and in one line of the registry: nowhere else.
@Suite struct CommandPlacesTests {
  @Test(arguments: Self.commands.map(\.name))
  func `a command is named in its own file and in the registry, and nowhere else`(
    name: String
  ) throws {
    let own = try #require(Self.sources.first { $0.value.contains("struct \(name):") }?.key)
    let places = Self.sources.filter {
      $0.value.range(of: "\\b\(name)\\b", options: .regularExpression) != nil
    }.keys
    let known = [own] + Self.others[name, default: []]
    #expect(Set(places).subtracting(known) == ["SSE.swift"])
  }

  /// Commands of which another file knows something that no property can say.
  private static let others = [
    // `wait`'s goals are what is remembered longer than the journal.
    "WaitCommand": ["WaitIndex.swift"],
    // `--plain` reads a whole lesson.
    "LessonCommand": ["Program.swift"],
    // A teacher rehearses in lint's way.
    "LintCommand": ["PresentCommand.swift"],
    // The folder of classes; a teacher's results and quiz and a learner's place have files of their own.
    "ClassCommand": [
      "PresentCommand.swift", "ClassResultsCommands.swift", "ClassQuizCommands.swift",
      "ClassDeskCommands.swift",
    ],
    // The parser has a `help` of its own.
    "HelpCommand": ["CommandLanguage.swift"],
    // `serve --fault` takes the words of `fault`.
    "FaultCommand": ["ServeCommand.swift"],
    // One file holds the group, one a command that belongs to it; the quiz says where a diploma is.
    "QuizCommand": ["QuizExportCommand.swift"],
    "DiplomaCommand": ["DiplomaTrustCommand.swift", "Session+Quiz.swift"],
  ]

  @Test func `each command that is written is in the tree`() {
    let written = Self.sources.values.flatMap { text in
      text.matches(of: /struct (\w+Command): ([\w, ]*Command\b)/).map { String($0.output.1) }
    }
    #expect(written.count > 40)
    for name in written {
      #expect(Self.sources.values.contains { $0.contains("\(name).self") }, "\(name)")
    }
  }

  @Test(arguments: Self.commands.map(\.name))
  func `the overview has a place for every command of the prompt`(name: String) throws {
    let command = try #require(Self.commands.first { $0.name == name }?.type)
    guard let listed = command as? any ListedCommand.Type else {
      // Such a command is for shells alone.
      return #expect(
        command is any ShellCommand.Type && !(command is any PlaygroundCommand.Type))
    }
    guard case .beside(let other) = listed.overview else { return }
    #expect(HelpText.entries.contains { $0.commands.first == other }, "no row of '\(other)'")
  }

  @Test func `what a command says of itself is what the language goes by`() throws {
    #expect(try CommandLanguage.command(#"send a "b"#) is SendCommand)
    #expect(try CommandLanguage.command("todo add it's") is TodoAddCommand)
    #expect(throws: CommandFailure.self) { try CommandLanguage.command("curl it's") }
    for line in ["scale --clients 10", "scale predict", "wire on", "help", "lesson first"] {
      #expect(!CommandLanguage.changesTheWorld(line), "\(line)")
    }
    for line in ["send x", "drop", "wait open", "server start", "nothing known"] {
      #expect(CommandLanguage.changesTheWorld(line), "\(line)")
    }
  }

  @Test(arguments: [
    ("send x", true), ("wire on", true), ("layout plain", true), ("wait open --within 1ms", true),
    ("server strat", true), ("help", false), ("history", false), ("sned x", false), ("c", false),
    ("", true),
  ])
  func `a line that does something to the streams, or says how to show them, turns to them`(
    line: String, turns: Bool
  ) async {
    let session = Session(world: World())
    await session.run(line)
    let seen = session.journal.observations().contains { $0.happening == .turnedToStreams }
    #expect(seen == turns)
    await session.finish()
  }

  private static var commands: [(name: String, type: any ParsableCommand.Type)] {
    SSE.configuration.subcommands.map { (name: "\($0)", type: $0) }
  }

  /// The text of each source file of the playground, by the file's name.
  private static let sources: [String: String] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Playground").standardized
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let urls = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
    return Dictionary(
      urls.compactMap { url in
        (try? String(contentsOf: url, encoding: .utf8)).map { (url.lastPathComponent, $0) }
      }, uniquingKeysWith: { $0 + $1 })
  }()
}
