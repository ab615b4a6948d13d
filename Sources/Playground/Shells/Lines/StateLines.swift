import EventClient
import HTTPTypes

/// What `sse listen` says on standard error while a stream comes and goes.
struct StateLines {
  /// The URL that was asked for.
  let url: String
  let configuration: EventSource.Configuration
  let isVerbose: Bool

  /// The lines for what happened; none for what is no change of state.
  func lines(_ element: EventSource.Element) -> [String] {
    let warning = configuration.verifiesCertificates ? nil : ReachOptions.warning(of: element)
    return [warning, line(element), leftBehind(element)].compactMap { $0 }
  }

  private func line(_ element: EventSource.Element) -> String? {
    switch element {
    case .connecting(let url, let id):
      "connecting: \(url)\(way(to: url))\(id.isEmpty ? "" : " after event " + id)"
    case .redirected(let url, _): "redirected: \(url)\(way(to: url))"
    case .open(let head): "open: \(head.status)"
    case .reconnectionTime(let time): "reconnection time: \(time.milliseconds) ms"
    case .lost(let problem, let wait):
      "lost: \(problem.sentence)\(hint(problem)); retry in \(wait.milliseconds) ms\(again)"
    case .failed(let problem) where problem.code == .ended && endsWell:
      "ended: the server ended the stream; the \(configuration.method) is not sent again "
        + "(--reconnect does)"
    case .failed(let problem): "failed: \(problem.sentence)\(hint(problem))"
    case .message, .comment: nil
    }
  }

  /// Whether the end of the stream is the end of it all because of the method.
  private var endsWell: Bool { configuration.isAction && configuration.reconnects }

  private var again: String {
    configuration.isAction
      ? ", by sending the same \(configuration.method) again (--no-reconnect ends here)" : ""
  }

  private func way(to url: String) -> String {
    configuration.proxies.endpoint(for: url).map { " through the proxy \($0)" } ?? ""
  }

  private func leftBehind(_ element: EventSource.Element) -> String? {
    guard isVerbose, case .redirected(_, let names) = element, !names.isEmpty else { return nil }
    return "not sent to another origin: \(names.map(\.rawName).joined(separator: ", ")) "
      + "(--keep-header NAME sends one)"
  }

  private func hint(_ problem: ConnectionProblem) -> String {
    switch problem.code {
    case .certificateOfUnknownAuthority: " (--cacert FILE names an authority)"
    // Many servers of TLS hang up on http without a word.
    case .noResponse where url.hasPrefix("http:"): " (if it speaks TLS, try https://)"
    default: ""
    }
  }
}
