import Browser
import FoundationEssentials
import Platform
import VisibleText

/// Who wrote a line that runs.
enum Origin: Sendable, Hashable {
  /// The learner, at the prompt or in a script of theirs.
  ///
  /// Never confined.
  case typed
  /// A page of a course: typed ahead, preparing a page, shown as an answer, or replayed by lint.
  case page(Confinement)
}

/// What a line may do that a page brought along and nobody typed.
///
/// Servers, the client and the list of its session are its own to play with. Beyond them it has
/// only the programs that the page says it needs: it writes and reads no files, connects to nothing
/// that the session has not started, and takes nothing away from the learner.
struct Confinement: Sendable, Hashable {
  /// The programs named after `needs`.
  var programs: Set<String> = []
  /// Whether the learner trusts the course, so that it may run commands of its own.
  var isTrusted = false
  /// The servers that the session has started; nil before it runs, when any of this machine may be.
  var servers: [String]?
  /// Whether the session's list is kept somewhere beyond the session.
  var keepsList = false

  /// Why a line may not run, to go on as "it …"; nil when it may.
  func refusal(of line: String, touching touches: [Touch]) -> String? {
    if line.visible != line { return "holds characters that cannot be seen" }
    return touches.lazy.compactMap(refusal).first
  }

  private func refusal(of touch: Touch) -> String? {
    switch touch {
    case .undeclared: "does not say what it touches"
    case .writesFile(let path): "writes the file '\(path)'"
    case .readsFile(let path): "reads '\(path)'"
    case .opensDatabase(let place): "opens the database '\(place)'"
    case .changesRows: keepsList ? "changes a list that is kept" : nil
    case .connects(let url): isOwn(url) ? nil : "connects to \(url), no server of this session"
    case .starts(let program):
      programs.contains(program) ? nil : "starts \(program), which stands after no 'needs'"
    case .runsCommand(let command): isTrusted ? nil : "runs '\(command)', a command of its own"
    case .letsIn(let host): "lets others in at \(host)"
    case .destroys(let what): "takes away \(what)"
    }
  }

  private func isOwn(_ url: String) -> Bool {
    guard let place = Place(url), place.isLoopback else { return false }
    guard let servers else { return true }
    return servers.compactMap(Place.init).contains(place)
  }

  /// What of an address says who is there; every name of this machine is the same.
  private struct Place: Equatable {
    var scheme: String
    var port: Int
    let isLoopback: Bool

    init?(_ url: String) {
      guard let parts = URLComponents(string: url), let host = parts.host, parts.user == nil,
        let scheme = parts.scheme?.lowercased()
      else { return nil }
      self.scheme = scheme
      port = parts.port ?? (scheme == "https" ? 443 : 80)
      isLoopback = Loopback.holds(host)
    }
  }
}
