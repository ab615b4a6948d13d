/// Why a subject gave no answer that could be judged.
public enum SubjectProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// The command cannot be started.
  case notStarted(String, reason: String)
  /// It did not end within so many seconds of the end of its input.
  case hangs(seconds: Int)
  /// It wrote more than so many bytes.
  case floods(limit: Int)
  /// It ended by itself before it had answered; what it said to standard error.
  case died(status: String, words: String)
  /// A line of its output is no event.
  case rubbish(line: String)
  /// No process accepts connections at the address of a server.
  case nobody(String)
  /// A browser did not do what was asked.
  case browser(String)
  /// The run was stopped before the subject had answered.
  case stopped
  /// It gave no answer so often that it is not asked any more.
  case givenUp(after: Int)

  /// The sentence, without a full stop.
  public var description: String {
    switch self {
    case .notStarted(let program, let reason): "'\(program)' cannot be started: \(reason)"
    case .hangs(let seconds): "the command did not answer within \(seconds) s and was killed"
    case .floods(let limit): "the command wrote more than \(limit >> 20) MiB and was killed"
    case .died(let status, let words):
      "the command ended with \(status)" + (words.isEmpty ? "" : "; it says: \(words)")
    case .rubbish(let line):
      #"the command wrote a line that is no {"event":…,"data":…,"id":…}: \#(line)"#
    case .nobody(let address):
      "nobody answers at \(address): is the server running, and is that its port?"
    case .browser(let sentence): sentence
    case .stopped: "it was stopped"
    case .givenUp(let count):
      "the command gave no answer \(count) times in a row and is not asked any more"
    }
  }
}
