/// A message as a node sends it on: where it went, and what it says.
struct NATSMessage: Sendable, Hashable {
  /// The subject on which it was published.
  var subject: String
  /// The status of its header, like 503 where nobody listens; nil: none.
  var status: Int?
  /// The lines of its header.
  var headers: [NATSHeader] = []
  /// What it carries.
  var payload: [UInt8] = []

  /// The value of the first header line of this name.
  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// A line of a message's header.
struct NATSHeader: Sendable, Hashable {
  var name: String
  var value: String

  init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

  /// What every header begins with, a status after it where there is one.
  static let version = "NATS/1.0"

  /// The lines as a header.
  static func encoded(_ lines: [NATSHeader]) -> String {
    lines.reduce(into: "\(version)\r\n") { $0 += "\($1.name): \($1.value)\r\n" } + "\r\n"
  }

  /// The status and the lines of a header; nil when it is none.
  static func decode(_ bytes: [UInt8]) -> (status: Int?, lines: [NATSHeader])? {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: true).map { line in
      line.last == 0x0D ? line.dropLast() : line
    }[...]
    guard let first = lines.popFirst(), first.starts(with: version.utf8) else { return nil }
    let words = first.split(separator: 0x20)
    let status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) : nil
    let headers = lines.compactMap { line -> NATSHeader? in
      guard let colon = line.firstIndex(of: 0x3A) else { return nil }
      let value = line[(colon + 1)...].drop { $0 == 0x20 }
      return NATSHeader(
        String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
    return (status, headers)
  }
}
