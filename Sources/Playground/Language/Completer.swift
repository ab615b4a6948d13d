import ArgumentParser
import EventServer
import FoundationEssentials
import ModelServer
import Observations
import Synchronization
import Terminal
import TodoApp
import Workbook
import WorkbookServer

/// What Tab offers: command words, options and their values, ids of lessons, files.
///
/// It walks a snapshot of the same tree that lines are parsed by, since it is called on the
/// editor's thread inside a C callback.
final class Completer: Sendable {
  /// The commands, without those that are for shells only; made when it is first needed, since asking
  /// the parser for all of them takes longer than a prompt may.
  private static let ownTree: CommandTree = {
    let shellOnly = SSE.configuration.subcommands.filter {
      $0 is any ShellCommand.Type && !($0 is any PlaygroundCommand.Type)
    }
    let hidden = Set(shellOnly.map { $0._commandName })
    var tree = CommandTree.current
    tree.children.removeAll { hidden.contains($0.name) }
    return tree
  }()
  private let satQuiz = Mutex<SatQuiz?>(nil)
  private let words = Mutex<[String: [String]]>([:])
  /// The paths of what runs, by who runs it.
  private let paths = Mutex<[Observation.Side: [String]]>([:])

  /// Makes what the first Tab would have to wait for.
  func prepare() { _ = Self.ownTree }

  /// Asks this, from now on, whether a quiz is sat.
  func follow(_ quiz: SatQuiz) { satQuiz.withLock { $0 = quiz } }

  /// What can be typed at this moment: while a quiz is sat its words, and commands besides only
  /// where something is to be done.
  private var tree: CommandTree {
    guard let input = satQuiz.withLock({ $0 })?.input else { return Self.ownTree }
    guard input == .commands else { return CommandTree.quizWords }
    var both = Self.ownTree
    let names = Set(CommandTree.quizWords.children.map(\.name))
    both.children =
      CommandTree.quizWords.children + Self.ownTree.children.filter { !names.contains($0.name) }
    return both
  }

  /// Offers these words as the argument of a command, such as lesson ids for `lesson`.
  func offer(_ candidates: [String], for command: String) {
    words.withLock { $0[command] = candidates }
  }

  /// Offers what a course has to offer.
  func offer(contentOf course: Course) {
    for command in SSE.configuration.subcommands {
      guard let listed = command as? any ListedCommand.Type else { continue }
      let offers = listed.offers(of: course)
      if !offers.isEmpty { offer(offers, for: command._commandName) }
    }
  }

  /// Hears what happens: which server runs, and so which paths there are.
  func note(_ observation: Observation) {
    let side = observation.side
    switch observation.happening {
    case .serverStarted where side == .server:
      let events = StreamServer.sharedChannel
      paths.withLock { $0[side] = ["/", events, events + "?from=earliest"] }
    case .serverStarted where side == .todo:
      paths.withLock { $0[side] = [TodoServer.streamPath, "/todos"] }
    case .serverStarted where side == .model:
      paths.withLock { $0[side] = [ModelServer.usagePath] }
    case .serverStopped: paths.withLock { $0[side] = nil }
    default: break
    }
  }

  /// The paths of all that runs.
  private var runningPaths: [String] {
    paths.withLock { paths in Observation.Side.allCases.flatMap { paths[$0] ?? [] } }
  }

  /// What the line can go on with at the cursor.
  func completion(of line: String, cursor: Int) -> Completion {
    let before = String(line.prefix(cursor))
    let start = before.lastIndex(where: \.isWhitespace).map { before.index(after: $0) }
    let word = String(before[(start ?? before.startIndex)...])
    var path = before.prefix(before.count - word.count).split(whereSeparator: \.isWhitespace)
    let tree = self.tree
    var node = tree
    var names: [String] = []
    while let name = path.first, let child = node.children.first(where: { $0.name == name }) {
      node = child
      names.append(child.name)
      path.removeFirst()
    }
    let candidates = candidates(in: node, of: tree, names, after: path.last.map(String.init), word)
    return Completion(
      start: before.count - word.count, candidates: candidates.filter { $0.text.hasPrefix(word) })
  }

  private func candidates(
    in node: CommandTree, of tree: CommandTree, _ names: [String], after previous: String?,
    _ word: String
  ) -> [Completion.Candidate] {
    if let previous, let values = node.options[previous], !values.isEmpty {
      return values.map { Completion.Candidate($0) }
    }
    if word.hasPrefix("-") {
      return node.options.keys.sorted().map { Completion.Candidate($0) }
    }
    if names == ["help"] {
      return tree.children.map { Completion.Candidate($0.name, summary: $0.summary) }
    }
    let offered = words.withLock { $0[names.joined(separator: " ")] } ?? []
    let type = CommandLanguage.path(in: names).type
    if !node.children.isEmpty {
      // What is typed may be for the subcommand that need not be named.
      let unsaid = type.configuration.defaultSubcommand
      return (offered + (Self.completesPaths(unsaid) ? runningPaths : []))
        .map { Completion.Candidate($0) }
        + node.children.map { Completion.Candidate($0.name, summary: $0.summary) }
    }
    if Self.completesPaths(type) {
      return (runningPaths + node.values).map { Completion.Candidate($0) }
    }
    if node.takesFile { return files(beginning: word) }
    return (offered + node.values).map { Completion.Candidate($0) }
  }

  private static func completesPaths(_ type: (any ParsableCommand.Type)?) -> Bool {
    (type as? any PlaygroundCommand.Type)?.completesPaths == true
  }

  private func files(beginning word: String) -> [Completion.Candidate] {
    let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.sorted().map { name in
      var isFolder = false
      _ = manager.fileExists(atPath: folder + name, isDirectory: &isFolder)
      return Completion.Candidate(folder + name + (isFolder ? "/" : ""), isWhole: !isFolder)
    }
  }
}
