/// Why a browser did not do what was asked.
public enum BrowserError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It ended, or never began to answer.
  case gone(program: String)
  /// It ended, and nothing is known of why.
  case ended(program: String)
  /// It did not start, for this reason.
  case notStarted(reason: String)
  /// It did not answer a call in time.
  case silent(method: String, seconds: Int)
  /// It refused a call.
  case refused(method: String, reason: String)
  /// It could not show a page.
  case noPage(url: String, reason: String)
  /// No folder could be made for its profile.
  case noFolder(path: String, reason: String)

  /// The sentence for the person who asked.
  public var description: String {
    switch self {
    case .gone(let program):
      "\(program) ended before its time: "
        + "'\(program) --headless --dump-dom about:blank' in a shell may say why"
    case .ended(let program): "\(program) ended before its time"
    case .notStarted(let reason): reason
    case .silent(let method, let seconds):
      "the browser did not answer \(method) within \(seconds) s: is this machine very busy?"
    case .refused(let method, let reason): "the browser refused \(method): \(reason)"
    case .noPage(let url, let reason):
      "the browser cannot show \(url): \(reason); does the server run?"
    case .noFolder(let path, let reason):
      "no folder for the browser could be made at \(path): \(reason)"
    }
  }
}
