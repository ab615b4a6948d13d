/// How three browsers come back, as it was measured: none waits longer the second time, none spreads its
/// readers; what they are late by is their timers'.
///
/// Chromium 156, Firefox ESR 153, WebKitGTK 2.50 on 2026-11-30, 46 to 87 reconnections each.
public enum StormBrowser: String, Sendable, Hashable, CaseIterable {
  case chromium, firefox, webkit

  /// The name, as people write it.
  public var name: String {
    switch self {
    case .chromium: "Chromium"
    case .firefox: "Firefox"
    case .webkit: "WebKit"
    }
  }

  /// What it waits when no `retry` was sent: 3,003 to 3,030 ms, 5,024 to 5,341 ms, 3,002 to 3,013 ms.
  public var own: ReconnectStorm.Waiting.Kind {
    switch self {
    case .chromium: .fixed(milliseconds: 3_000, late: 3...30)
    case .firefox: .fixed(milliseconds: 5_000, late: 24...341)
    case .webkit: .fixed(milliseconds: 3_000, late: 2...13)
    }
  }

  /// What it waits when it was told `retry`: Firefox knows no less than 500 ms.
  public func told(_ retry: Int) -> ReconnectStorm.Waiting.Kind {
    switch self {
    case .chromium: .fixed(milliseconds: retry, late: 2...45)
    case .firefox: .fixed(milliseconds: max(retry, 500), late: 3...170)
    case .webkit: .fixed(milliseconds: retry, late: 1...21)
    }
  }
}
