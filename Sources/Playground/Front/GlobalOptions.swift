/// The options that may stand before or after any command.
struct GlobalOptions {
  /// The world with `--state` and `--course` applied.
  var world: World
  /// `--plain`: no panes, no colour, no redraws.
  var plain = false
  /// The words that are left: the command.
  var rest: [String] = []

  /// The command as a line of the prompt; nil without one.
  var firstLine: String? { rest.isEmpty ? nil : rest.map(Words.quoted).joined(separator: " ") }

  /// Takes the global options out of the arguments of the process.
  init(_ arguments: [String], environment: [String: String]) throws(CommandFailure) {
    world = World(
      environment: environment, stateDirectory: World.defaultStateDirectory(environment),
      courseDirectory: environment["SSE_COURSE"])
    var words = arguments[...]
    while let word = words.popFirst() {
      switch word {
      case "--": rest += [word] + words; return
      case "--plain": plain = true
      case "--state": world.stateDirectory = try Self.value(of: word, from: &words)
      case "--course": world.courseDirectory = try Self.value(of: word, from: &words)
      default:
        if let state = Self.value(of: "--state=", in: word) {
          world.stateDirectory = state
        } else if let course = Self.value(of: "--course=", in: word) {
          world.courseDirectory = course
        } else {
          rest.append(word)
        }
      }
    }
  }

  private static func value(of option: String, from words: inout ArraySlice<String>)
    throws(CommandFailure) -> String
  {
    guard let value = words.popFirst(), !value.isEmpty else {
      throw .usage("\(option) takes a folder: give one after it")
    }
    return value
  }

  private static func value(of prefix: String, in word: String) -> String? {
    word.hasPrefix(prefix) ? String(word.dropFirst(prefix.count)) : nil
  }
}
