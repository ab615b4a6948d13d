import Conformance

/// The start command of a learner's program, as words for `/bin/sh`.
struct StartCommand: Sendable {
  /// Where the program is.
  let folder: String
  /// The command as `workshop.yaml` has it, with its placeholders.
  let text: String
  /// The word by which its processes are known.
  let word: String
  /// How many tasks its processes may be.
  let taskLimit: TaskLimit
  /// A folder of programs that is put before `PATH`.
  var searchPath: String?
  /// Variables that it gets.
  var environment: [String: String] = [:]

  /// No process of a learner's program may have more data than this, in KiB: 4 GiB.
  ///
  /// Only what comes faster than the warden looks meets it.
  private static let dataLimit = 4 << 20

  /// The words for a server that is to listen at a port.
  func words(port: Int) -> [String] {
    words(text.replacing(WorkshopSettings.portPlaceholder, with: String(port)), [])
  }

  /// The words for a parser.
  var words: [String] { words(text, []) }

  /// The words for a client, with the place for the address as the last of them.
  ///
  /// An address has signs that mean something to a shell: so it is handed over as a parameter.
  var wordsForClient: [String] {
    let place = CommandClient.placeholder
    var text = text
    for quoted in ["'\(place)'", "\"\(place)\"", place] {
      text = text.replacing(quoted, with: "\"$1\"")
    }
    return words(text, [place])
  }

  private func words(_ command: String, _ parameters: [String]) -> [String] {
    var exports = environment.sorted { $0.key < $1.key }
      .map { "export \($0.key)=\(Self.quoted($0.value)); " }.joined()
    if let searchPath { exports += "export PATH=\(Self.quoted(searchPath)):\"$PATH\"; " }
    let script =
      exports
      + "export \(Warden.variable)=\(word); ulimit -c 0; ulimit -d \(Self.dataLimit) 2>/dev/null; "
      + taskLimit.words + "cd -- \"$1\" && shift && exec \(command)"
    return ["/bin/sh", "-c", script, "sh", folder] + parameters
  }

  /// A text as one word of a shell.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
