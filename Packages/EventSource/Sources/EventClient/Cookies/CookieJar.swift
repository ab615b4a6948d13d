import HTTPTypes

/// The cookies of one origin, for the life of one source (RFC 6265 5.3 and 5.4).
///
/// A browser's `EventSource` sends and keeps cookies on its page's own origin alone; so does this
/// jar, on the origin that the source was made for. No list of public suffixes is needed: a
/// `Domain` that fits the host is obeyed as if it were absent, any other refuses the cookie.
struct CookieJar: Sendable {
  /// The most cookies that are kept; the oldest one goes when there is one more.
  static let countLimit = 50
  /// The most bytes that the name and the value of a cookie have together; a larger one is refused.
  static let sizeLimit = 4096

  private var cookies: [Cookie] = []

  /// Keeps what a response sets, and forgets what it takes back.
  ///
  /// `now` is in seconds since 1970.
  mutating func take(_ head: ResponseHead, from url: StreamURL, now: Int) {
    for line in head.headers[values: .setCookie] {
      guard let cookie = Cookie(line, from: url, now: now) else { continue }
      let old = cookies.firstIndex { $0.name == cookie.name && $0.path == cookie.path }
      if cookie.expiry.map({ $0 <= now }) ?? false {
        if let old { cookies.remove(at: old) }
      } else if let old {
        // It keeps its place: the order is that of their first setting.
        cookies[old] = cookie
      } else {
        cookies.append(cookie)
        if cookies.count > Self.countLimit { cookies.removeFirst() }
      }
    }
  }

  /// The value of the header `Cookie`; nil when there is nothing to send.
  mutating func header(for url: StreamURL, now: Int) -> String? {
    cookies.removeAll { $0.expiry.map { $0 <= now } ?? false }
    let fitting = cookies.filter { $0.fits(url) }
    // Longer paths first, and among those the older ones.
    let sorted = fitting.enumerated().sorted {
      let (one, other) = ($0.element.path.utf8.count, $1.element.path.utf8.count)
      return one == other ? $0.offset < $1.offset : one > other
    }
    guard !sorted.isEmpty else { return nil }
    return sorted.map { $0.element.pair }.joined(separator: "; ")
  }
}
