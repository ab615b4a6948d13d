import ArgumentParser
import Testing

@testable import Playground

/// Values that begin with a dash.
@Suite struct DashedValuesTests {
  @Test(arguments: [
    ("listen URL --last-event-id -Nabc", "listen URL --last-event-id=-Nabc"),
    ("listen URL -d -1", "listen URL --data=-1"),
    ("listen -H -x:y URL", "listen --header=-x:y URL"),
    ("listen URL --retry -1 --json", "listen URL --retry=-1 --json"),
    ("client connect / --last-event-id -5", "client connect / --last-event-id=-5"),
    ("todo --port -1", "todo --port=-1"), ("diploma --name --x", "diploma --name=--x"),
    ("quiz junior --seed -1", "quiz junior --seed=-1"),
    ("history -1", "history -- -1"), ("wait event -1 --within 3s", "wait event --within 3s -- -1"),
    ("listen URL --data --json", "listen URL --data --json"),
    ("listen URL --data -H", "listen URL --data -H"),
    ("listen URL --data -- -1", "listen URL --data -- -1"),
    ("listen URL --data=-1 -", "listen URL --data=-1 -"),
    ("send -- --id -1", "send -- --id -1"), ("serve --port", "serve --port"),
  ])
  func `a value with a dash is joined to its option`(typed: String, joined: String) {
    func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
    #expect(DashedValues.joined(words(typed)) == words(joined))
  }

  @Test func `what was typed with a dash arrives`() throws {
    let listen = try #require(
      CommandLanguage.command(["listen", "http://x/", "--last-event-id", "-Nabc", "-d", "-1"])
        as? ListenCommand)
    #expect(listen.lastEventID == "-Nabc" && listen.data == "-1")
    let send = try #require(
      CommandLanguage.command("send --id -Nabc --event -e -text --id") as? SendCommand)
    #expect(send.id == "-Nabc" && send.event == "-e" && send.data == "-text --id")
  }

  @Test func `an option that looks forgotten says how to write it if it is meant`() {
    #expect(
      throws: CommandFailure.usage(
        "missing value for '--data <data>': if '--json' is meant, write --data=--json; "
          + "see 'help listen'")
    ) { try CommandLanguage.command(["listen", "http://x/", "--data", "--json"]) }
  }

  /// Every option of every command that wants a number or a time.
  static let numeric: [[String]] = {
    var lines: [[String]] = []
    func look(_ type: any ParsableCommand.Type, _ path: [String]) {
      for child in type.configuration.subcommands { look(child, path + [child._commandName]) }
      for child in Mirror(reflecting: type.init()).children {
        let kind = "\(Swift.type(of: child.value))"
        let isNumber = ["Int", "Duration", "ByteCount"].contains { kind.contains($0) }
        guard kind.hasPrefix("Option<"), isNumber, !kind.contains("Array"), let label = child.label
        else { continue }
        let name = label.drop { $0 == "_" }.map {
          $0.isUppercase ? "-" + $0.lowercased() : String($0)
        }.joined()
        lines.append(path + [name == "duration" ? "--for" : "--" + name, kind])
      }
    }
    for command in SSE.configuration.subcommands { look(command, [command._commandName]) }
    return lines
  }()

  @Test func `there are many options with numbers`() { #expect(Self.numeric.count > 20) }

  @Test(arguments: numeric)
  func `a negative number is refused with a reason`(line: [String]) {
    let value = line.last?.contains("Duration") == true ? "-1s" : "-1"
    let words = line.dropLast() + [value]
    do {
      _ = try CommandLanguage.command(Array(words) + Self.rest(of: line))
      Issue.record("\(words) is taken")
    } catch let failure as CommandFailure {
      #expect(failure.exitStatus == 2)
      let complaint = failure.sentence.prefix { $0 != ";" }
      #expect(!complaint.contains("unknown option") && !complaint.hasPrefix("missing"))
      #expect(
        complaint.contains(" or more") || complaint.contains("not negative")
          || complaint.contains("give ") || complaint.contains("more than")
          || complaint.contains("takes") || complaint.contains("needs"), "\(failure.sentence)")
    } catch {
      Issue.record("\(error)")
    }
  }

  /// The arguments without which the command is not read at all.
  private static func rest(of line: [String]) -> [String] {
    switch line[0] {
    case "listen": ["http://x/"]
    case "wait": ["open"]
    case "send": ["x"]
    case "fault": ["drop"]
    default: []
    }
  }
}
