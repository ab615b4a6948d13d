public import Observations

/// What a shell is told of one stream while it comes and goes: a sentence for each change of state.
///
///     connecting: http://127.0.0.1:8080/ after event 7
///     lost: the server ended the stream; retry in 500 ms
///
/// Events are no changes of state, and how they are shown is another layout's business.
public struct ListenLayout: Sendable {
  /// The method, where a server acts on each request of it, as for POST: coming back repeats it.
  private let action: String?
  /// The proxy on the way to an address; nil when it goes straight there.
  private let proxy: @Sendable (String) -> String?

  /// Makes a layout.
  /// - Parameters:
  ///   - action: The method, unless asking again is of no consequence.
  ///   - proxy: The proxy on the way to an address, if any.
  public init(
    action: String? = nil, proxy: @escaping @Sendable (String) -> String? = { _ in nil }
  ) {
    self.action = action
    self.proxy = proxy
  }

  /// The sentences for what happened; none for what is no change of state.
  public func sentences(for happening: Happening) -> [String] {
    if case .answered(let lines) = happening { return lines }
    if case .reconnectionTime(let time) = happening { return ["reconnection time: \(time) ms"] }
    guard let state = Wording.state(happening) else { return [] }
    let sentence = state.about.isEmpty ? state.word : "\(state.word): \(state.about)"
    switch happening {
    case .connecting(let url, let id):
      return [sentence + way(to: url) + (id.isEmpty ? "" : " after event \(id)")]
    case .redirected(let url): return [sentence + way(to: url)]
    case .lost: return ["\(sentence); \(state.next)\(again)"]
    case .ended:
      return [sentence + (action.map { "; the \($0) is not sent again (--reconnect does)" } ?? "")]
    default: return [sentence]
    }
  }

  private var again: String {
    action.map { ", by sending the same \($0) again (--no-reconnect ends here)" } ?? ""
  }

  private func way(to url: String) -> String {
    proxy(url).map { " through the proxy \($0)" } ?? ""
  }
}
