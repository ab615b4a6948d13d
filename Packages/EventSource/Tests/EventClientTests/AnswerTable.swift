import Foundation
import Testing

/// The table of odd answers on disk: a further case is one more line there.
struct AnswerRow: Sendable, CustomTestStringConvertible {
  let sentence: String
  let answer: [UInt8]
  let told: [String]

  var testDescription: String { sentence }

  static let table: [AnswerRow] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Samples/answers.txt")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(AnswerRow.init)
  }()

  private init(_ line: Substring) {
    let parts = line.split(separator: " => ", omittingEmptySubsequences: false)
    precondition(parts.count == 3, "not a row of three parts: \(line)")
    sentence = String(parts[0])
    answer = Self.bytes(Self.expanded(String(parts[1])))
    told = Self.expanded(String(parts[2])).components(separatedBy: " // ")
  }

  private static let words = [
    "{ok}": #"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"#, "{x}": #"data: x\n\n"#,
    "{opens}": "open 200 // message|x| // failed: the server ended the stream",
  ]

  private static func expanded(_ text: String) -> String {
    var text = text
    for (word, meaning) in words { text = text.replacing(word, with: meaning) }
    return text.replacing(/\{([^{}]*)\*(\d+)\}/) { match in
      String(repeating: String(match.1), count: Int(match.2) ?? 0)
    }
  }

  /// The escapes undone; all else is UTF-8.
  private static func bytes(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      switch kind {
      case UInt8(ascii: "r"): bytes.append(13)
      case UInt8(ascii: "n"): bytes.append(10)
      case UInt8(ascii: "t"): bytes.append(9)
      case UInt8(ascii: "x"):
        bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
        rest = rest.dropFirst(2)
      default: bytes += [byte, kind]
      }
    }
    return bytes
  }
}
