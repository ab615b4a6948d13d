import FoundationEssentials

/// A line of JSON that a subject prints.
enum EventLine {
  case event(Event)
  /// What is known at the end, and the end itself.
  case end(ParserAnswer.Summary?)

  /// The longest part of a line that a sentence quotes.
  private static let quoted = 80

  private struct Members: Decodable {
    var event: String?
    var type: String?
    var data: String?
    var id: String?
    var lastEventId: String?
    var retry: Number?
    var end: Bool?
  }

  /// A whole number of any size; too large a one is the largest.
  private struct Number: Decodable {
    var value: Int

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Int.self) {
        self.value = value
      } else {
        value = try container.decode(Double.self) >= 0x1p63 ? .max : -1
      }
    }
  }

  init(_ bytes: some Collection<UInt8>) throws(SubjectProblem) {
    let members: Members
    do {
      members = try JSONDecoder().decode(Members.self, from: Data(bytes))
    } catch {
      throw Self.rubbish(bytes)
    }
    if let data = members.data {
      let type = members.event ?? members.type
      self = .event(
        Event(
          type: type == nil || type == "" ? "message" : type ?? "", data: data,
          id: members.id ?? members.lastEventId ?? ""))
    } else if members.lastEventId != nil || members.retry != nil {
      self = .end(.init(lastEventID: members.lastEventId ?? "", retry: members.retry?.value))
    } else if members.end == true {
      self = .end(nil)
    } else {
      throw Self.rubbish(bytes)
    }
  }

  private static func rubbish(_ bytes: some Collection<UInt8>) -> SubjectProblem {
    .rubbish(line: Spelling.quoted(bytes.prefix(quoted)))
  }
}

/// Cuts output into lines.
struct LineSplitter {
  private var rest: [UInt8] = []

  mutating func lines(of bytes: some Sequence<UInt8>) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for byte in bytes {
      if byte == 0x0A {
        lines.append(rest)
        rest = []
      } else {
        rest.append(byte)
      }
    }
    return lines
  }

  /// A last line without a line end.
  var last: [UInt8]? { rest.isEmpty ? nil : rest }
}
