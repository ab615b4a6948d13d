/// A way to lay figures out as text of at most 80 columns, for whoever has nothing but the figures.
public enum WildSheet: String, Sendable, CaseIterable {
  /// The head of the table of proxies.
  case proxyHead = "proxy-head"
  /// What was measured of a proxy: a row for each origin.
  case proxyRows = "proxy-rows"
  /// The table of browsers with its head.
  case browsers = "browser-table"

  /// The lines of these figures.
  public func lines(of figures: [WildFigure]) -> [String] {
    switch self {
    case .proxyHead: [Self.heading]
    case .proxyRows: Self.rows(of: figures)
    case .browsers: BrowserTable.lines(of: figures)
    }
  }

  /// The width of the first column: the longest name of a proxy.
  private static let nameWidth = 13

  private static let heading =
    left("proxy", nameWidth)
    + ProxyTopic.allCases.map { right($0.heading, $0.width) }.joined()

  private static func rows(of figures: [WildFigure]) -> [String] {
    var names: [String] = []
    for figure in figures where !names.contains(figure.subject) { names.append(figure.subject) }
    return names.flatMap { name in
      ProxyOrigin.allCases.compactMap { origin -> String? in
        let own = figures.filter { $0.subject == name && $0.circumstance == origin.rawValue }
        guard !own.isEmpty else { return nil }
        let words = Dictionary(own.map { ($0.topic, $0.words) }, uniquingKeysWith: { $1 })
        return left(origin == .plain ? name : "  + headers", nameWidth)
          + ProxyTopic.allCases.map { right(words[$0.rawValue] ?? "?", $0.width) }.joined()
      }
    }
  }

  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
