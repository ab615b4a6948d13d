/// Reads an HTTP/1 response byte by byte, with what stood on the wire left visible.
package struct ResponseReader: Sendable {
  package struct Head: Sendable {
    var line: String
    package var status: Int
    var headers: [(name: String, value: String)]

    func values(_ name: String) -> [String] {
      headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    package func value(_ name: String) -> String? { values(name).last }
  }

  /// Where the end of the body is.
  enum Framing: Sendable, Equatable { case chunked, length(Int), close, none }

  package enum Problem: Error, Sendable, Equatable { case notHTTP }

  package private(set) var head: Head?
  private(set) var framing = Framing.close
  /// Whether the body has ended as its framing says.
  package private(set) var isComplete = false
  /// Whether a chunk had no size; what came before it is good.
  package private(set) var isBroken = false
  /// How many heads of 1xx were passed over.
  private(set) var informational = 0
  /// The sizes of the chunks so far.
  private(set) var chunkSizes: [Int] = []
  /// Whether the answer is to HEAD, and so has no body.
  var isHead = false
  /// Faults of a plain client that are planted here.
  var fault: String?

  private var rest: [UInt8] = []
  private var left = 0
  private enum Stage { case size, data, dataEnd, trailers }
  private var stage = Stage.size

  package init(isHead: Bool = false, fault: String? = nil) {
    self.isHead = isHead
    self.fault = fault
  }

  /// Whether anything but the end of the connection says where the body ends.
  package var isDelimited: Bool { head != nil && framing != .close }

  /// Bytes behind the end of the response.
  var surplus: [UInt8] { isComplete ? rest : [] }

  /// Takes the next bytes; returns those of the body.
  package mutating func consume(_ bytes: [UInt8]) throws(Problem) -> [UInt8] {
    rest += bytes
    while head == nil {
      guard let end = Self.endOfHead(rest) else {
        if rest.count > 4, !rest.starts(with: Array("HTTP/".utf8)) { throw .notHTTP }
        return []
      }
      try readHead(Array(rest[..<end.lower]))
      rest.removeFirst(end.upper)
    }
    guard !isComplete, !isBroken else { return [] }
    switch framing {
    case .none:
      isComplete = true
      return []
    case .close:
      defer { rest = [] }
      return rest
    case .length(let length):
      let body = Array(rest.prefix(left))
      rest.removeFirst(body.count)
      left -= body.count
      if left == 0 { isComplete = length >= 0 }
      return body
    case .chunked: return chunks()
    }
  }

  private static func endOfHead(_ bytes: [UInt8]) -> (lower: Int, upper: Int)? {
    var line = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0A {
      let end = index > line && bytes[index - 1] == 0x0D ? index - 1 : index
      if end == line, line > 0 { return (line, index + 1) }
      line = index + 1
    }
    return nil
  }

  private mutating func readHead(_ bytes: [UInt8]) throws(Problem) {
    var lines = bytes.split(separator: 0x0A).map { line in
      String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
    }
    guard !lines.isEmpty else { throw .notHTTP }
    let line = lines.removeFirst()
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count > 1, line.hasPrefix("HTTP/1."), words[1].count == 3,
      let status = Int(words[1])
    else { throw .notHTTP }
    if fault == "odd-heads", words.count < 3 { throw .notHTTP }
    if fault == "http-1-0", line.hasPrefix("HTTP/1.0") { throw .notHTTP }
    var headers: [(name: String, value: String)] = []
    for line in lines {
      if line.first == " " || line.first == "\t", !headers.isEmpty {
        if fault == "plain-heads" { throw .notHTTP }
        headers[headers.count - 1].value += " " + Self.trimmed(line)
        continue
      }
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw .notHTTP }
      headers.append((String(parts[0]), Self.trimmed(String(parts[1]))))
    }
    if (100..<200).contains(status), status != 101, fault != "informational" {
      informational += 1
      return
    }
    let head = Head(line: line, status: status, headers: headers)
    self.head = head
    if isHead || status == 204 || status == 304 {
      framing = .none
      isComplete = true
    } else if head.value("transfer-encoding")?.lowercased().hasSuffix("chunked") == true {
      framing = .chunked
    } else if let length = head.value("content-length").flatMap({ Int($0) }) {
      framing = .length(length)
      left = length
      if fault == "content-length" {
        framing = .close
      } else if length == 0 {
        isComplete = true
      }
    } else {
      let says = head.value("connection")?.lowercased() == "close" || line.hasPrefix("HTTP/1.0")
      framing = fault == "close-delimited" && !says ? .none : .close
    }
  }

  private static func trimmed(_ text: String) -> String {
    var view = text[...]
    while let first = view.first, first == " " || first == "\t" { view.removeFirst() }
    while let last = view.last, last == " " || last == "\t" { view.removeLast() }
    return String(view)
  }

  private mutating func chunks() -> [UInt8] {
    var body: [UInt8] = []
    while true {
      switch stage {
      case .size:
        guard let line = nextLine() else { return body }
        var digits = String(decoding: line, as: UTF8.self)
        if let end = digits.firstIndex(of: ";"), fault != "chunk-extensions" {
          digits = String(digits[..<end])
        }
        digits = Self.trimmed(digits)
        if fault == "chunk-sizes",
          digits != digits.lowercased() || digits.hasPrefix("0") && digits != "0"
        {
          isBroken = true
          return body
        }
        guard let size = Int(digits, radix: 16), size >= 0, !digits.hasPrefix("+") else {
          isBroken = true
          return body
        }
        left = size
        if size > 0 { chunkSizes.append(size) }
        stage = size == 0 ? .trailers : .data
      case .data:
        guard !rest.isEmpty else { return body }
        let part = rest.prefix(left)
        body += part
        left -= part.count
        rest.removeFirst(part.count)
        if left == 0 { stage = .dataEnd }
      case .dataEnd:
        guard let line = nextLine() else { return body }
        guard line.isEmpty else {
          isBroken = true
          return body
        }
        stage = .size
      case .trailers:
        guard let line = nextLine() else { return body }
        if line.isEmpty {
          isComplete = true
          return body
        }
        if fault == "trailers" {
          isBroken = true
          return body
        }
      }
    }
  }

  private mutating func nextLine() -> [UInt8]? {
    guard let end = rest.firstIndex(of: 0x0A) else { return nil }
    var line = Array(rest[..<end])
    if line.last == 0x0D { line.removeLast() }
    rest.removeFirst(end + 1)
    return line
  }
}
