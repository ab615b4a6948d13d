/// Why a command did not do what was asked: one sentence that says what, where and what now.
public enum CommandFailure: Error, Equatable, Sendable {
  /// It was asked wrongly; exit status 2.
  case usage(String)
  /// It was asked rightly and could not be done; exit status 1.
  case failed(String)
  /// It was stopped by Ctrl-C; exit status 130.
  case interrupted

  /// The sentence for the person who asked.
  public var sentence: String {
    switch self {
    case .usage(let sentence), .failed(let sentence): sentence
    case .interrupted: "stopped"
    }
  }

  /// What the process exits with.
  public var exitStatus: Int32 {
    switch self {
    case .usage: 2
    case .failed: 1
    case .interrupted: 130
    }
  }
}
