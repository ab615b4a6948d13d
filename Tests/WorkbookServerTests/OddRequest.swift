import EventServer
import FoundationEssentials
import Testing
import WorkbookServer

/// A request that is rare, and what has to become of it: a line of `Samples/odd-requests.jsonl`.
///
/// A further case is a further line. `<a*17000>` in `send` stands for so many `a`.
struct OddRequest: Decodable, Sendable, CustomTestStringConvertible {
  struct Options: Decodable, Sendable {
    var cors: [String]?
    var credentials: Bool?
    var hosts: [String]?
  }

  /// What the row shows, as a sentence.
  var rule: String
  /// How the server is started.
  var options: Options?
  /// What the client sends, in one go.
  var send: String
  /// The status of the one answer.
  var status: Int?
  /// The status of each answer, where there are several.
  var statuses: [Int]?
  /// The sentence of the last answer, word for word.
  var sentence: String?
  /// Lines of the first answer's head, in small letters.
  var head: [String]?
  /// Names of headers that it has not.
  var no: [String]?
  /// How many events are published by it.
  var published: Int?

  var testDescription: String { rule }

  /// The statuses of all answers, in order.
  var allStatuses: [Int] { statuses ?? status.map { [$0] } ?? [] }

  /// The bytes of `send` as text.
  var request: String {
    var text = ""
    var rest = send[...]
    while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">"),
      let star = rest[start..<end].lastIndex(of: "*"),
      let count = Int(rest[rest.index(after: star)..<end])
    {
      text += rest[..<start]
      text += String(repeating: String(rest[rest.index(after: start)..<star]), count: count)
      rest = rest[rest.index(after: end)...]
    }
    return text + rest
  }

  /// The configuration of the server that it meets.
  var configuration: StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.corsOrigins = options?.cors ?? []
    configuration.corsCredentials = options?.credentials ?? false
    configuration.allowedHosts = options?.hosts ?? []
    return configuration
  }

  /// All rows.
  static let all: [OddRequest] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    do {
      let rows = try Data(contentsOf: folder.appending(path: "Samples/odd-requests.jsonl"))
      return try rows.split(separator: 0x0A).map {
        try JSONDecoder().decode(OddRequest.self, from: Data($0))
      }
    } catch {
      Issue.record("odd-requests.jsonl: \(error)")
      return []
    }
  }()
}
