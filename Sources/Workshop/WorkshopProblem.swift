/// Why a learner's program was not judged; `description` is the one sentence to show.
public enum WorkshopProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// The folder has no `workshop.yaml`.
  case noWorkshop(folder: String)
  /// Its `workshop.yaml` cannot be understood: the first complaint about it.
  case settings(String)
  /// The course has no lesson for this path.
  case noPath(String, known: [String])
  /// Nothing is written for this path in this language.
  case noLanguage(String, path: String, known: [String])
  /// The folder to be made is there already and holds something.
  case taken(folder: String)
  /// A folder or file cannot be written.
  case notWritten(String)
  /// It cannot be built; what the compiler said.
  case notBuilt(words: String)
  /// Its build takes longer than this.
  case buildIsSlow(seconds: Int)
  /// The program ended before it did anything; what it said.
  case ended(words: String)
  /// The server runs and listens at no port.
  case silent(port: Int, seconds: Int)
  /// The server listens at another port than it was told.
  case elsewhere(port: Int, told: Int)
  /// The program and what it started use more memory than so many MiB.
  case memory(limit: Int)
  /// The program started more processes than this.
  case processes(limit: Int)
  /// The program wants a PostgreSQL, and none is here.
  case noPostgres
  /// There is no such step.
  case noStep(Int, count: Int)
  /// The system refused something.
  case system(String)

  /// The sentence.
  public var description: String {
    switch self {
    case .noWorkshop(let folder):
      "\(folder) is no workshop: it has no \(WorkshopSettings.fileName); "
        + "'workshop new server --in python' begins one"
    case .settings(let complaint): complaint
    case .noPath(let path, let known):
      "there is no path '\(path)'"
        + (known.isEmpty ? " in this course" : ": " + Self.list(known) + " can be built")
    case .noLanguage(let language, let path, let known):
      "nothing is there in '\(language)' for the path '\(path)'"
        + (known.isEmpty ? "" : ": it can be built in \(Self.list(known))")
    case .taken(let folder): "\(folder) is there already, and not empty: name another folder"
    case .notWritten(let path):
      "\(path) cannot be written: is there room, and may you write in that folder?"
    case .notBuilt(let words):
      "the program cannot be built"
        + (words.isEmpty
          ? ": does the build command in \(WorkshopSettings.fileName) run in a shell?"
          : ": \(words)")
    case .buildIsSlow(let seconds):
      "the program was not built after \(seconds) s: run the build command of "
        + "\(WorkshopSettings.fileName) by hand first; what it has done is kept"
    case .ended(let words):
      "the program ended before it was asked anything"
        + (words.isEmpty
          ? ", and said nothing: does the start command in \(WorkshopSettings.fileName) run in a "
            + "shell?" : "; it says: \(words)")
    case .silent(let port, let seconds):
      "the program runs, and nothing listens at port \(port) after \(seconds) s: does it listen at "
        + "the port that stands for {port} in its start command?"
    case .elsewhere(let port, let told):
      "the program listens at port \(port), and was told \(told): take the port from the start "
        + "command, where it stands for {port}"
    case .memory(let limit):
      "the program used more than \(limit) MiB of memory and was ended, with all that it started"
    case .processes(let limit):
      "the program started more than \(limit) processes and was ended, with all of them"
    case .noPostgres:
      "the program needs PostgreSQL, which is not installed: 'sudo apt-get install postgresql', or "
        + "name an empty database that only it uses by \(Workbench.databaseVariable)"
    case .noStep(let number, let count): "there is no step \(number): the path has \(count)"
    case .system(let sentence): sentence
    }
  }

  private static func list(_ names: [String]) -> String {
    names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }
}
