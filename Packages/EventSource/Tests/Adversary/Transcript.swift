public import EventClient
import EventStream
public import HTTPTypes

extension EventSource.Element {
  /// One line in the words of the tests.
  public var line: String {
    switch self {
    case .connecting(_, ""): "connecting"
    case .connecting(_, let id): "connecting after \(id)"
    case .redirected(let url, []): "redirected to \(url)"
    case .redirected(let url, let names):
      "redirected to \(url) without \(names.map(\.rawName).joined(separator: ", "))"
    case .open(let head): "open \(head.status)"
    case .message(let event): "\(event.type)|\(event.data)|\(event.lastEventID)"
    case .comment(let text): "comment \(text)"
    case .reconnectionTime(let time): "reconnection time \(time.wholeMilliseconds)"
    case .lost(let reason, let wait): "lost: \(reason); again in \(wait)"
    case .failed(let reason): "failed: \(reason)"
    }
  }
}

/// What happens to a source, as lines, up to so many of them or to its end.
public func transcript(
  of url: String, lines limit: Int = .max,
  _ configure: (inout EventSource.Configuration) -> Void = { _ in }
) async throws -> [String] {
  var configuration = EventSource.Configuration()
  configuration.clock = InstantClock()
  configure(&configuration)
  var lines: [String] = []
  for await element in try EventSource(url, configuration: configuration) {
    lines.append(element.line)
    if lines.count == limit { break }
  }
  return lines
}

extension [(String, String)] {
  /// The pairs as headers, names in their capitals, values as a client reads them off the wire.
  public var fields: HTTPFields {
    HTTPFields(
      compactMap { pair in
        HTTPField.Name(pair.0).map { HTTPField(name: $0, lenientValue: pair.1.utf8) }
      })
  }
}
