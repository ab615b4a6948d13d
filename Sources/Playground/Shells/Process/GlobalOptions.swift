/// The options that may stand before or after any command.
struct GlobalOptions {
  /// The world with `--state`, `--course` and `--trust` applied.
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
      case "--trust": world.trustsCourse = true
      case "--state": world.stateDirectory = try Self.value(of: word, from: &words)
      case "--course": world.courseDirectory = try Self.value(of: word, from: &words)
      default:
        if let state = try Self.value(of: "--state", in: word) {
          world.stateDirectory = state
        } else if let course = try Self.value(of: "--course", in: word) {
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
    try folder(words.popFirst() ?? "", of: option)
  }

  private static func value(of option: String, in word: String) throws(CommandFailure) -> String? {
    guard word.hasPrefix(option + "=") else { return nil }
    return try folder(String(word.dropFirst(option.count + 1)), of: option)
  }

  private static func folder(
    _ value: String, of option: String
  ) throws(CommandFailure) -> String {
    if value.isEmpty { throw .usage("\(option) takes a folder: give one after it") }
    return value
  }
}
