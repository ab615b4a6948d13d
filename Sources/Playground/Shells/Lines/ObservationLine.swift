import FoundationEssentials
import Observations
import VisibleText

/// Observations as `--json` prints them: one JSON object a line, and back.
///
///     {"number":7,"time":0.012345678,"side":"client","source":1,"kind":"event",
///      "type":"message","data":"hello","id":"4"}
///
/// `time` is in seconds, exact to the nanosecond; what follows `kind` are the members of the one
/// projection. Bytes are their text, with `base64` beside it where they are not UTF-8. Where the
/// journal has let go of something before it could be printed, a line says how much, and which
/// older observations tell how things stood: `{"missing":12,"standing":[…]}`.
enum ObservationLine {
  /// An observation.
  static func text(of observation: Observation) -> String {
    JSONText.object(
      [
        ("number", String(observation.number)), ("time", seconds(observation.time)),
        ("side", JSONText.quoted(observation.side.rawValue)),
        ("source", String(observation.source)),
        ("kind", JSONText.quoted(observation.happening.kind)),
      ] + observation.happening.members.flatMap(members))
  }

  /// What a reader gets of a journal: a line for each observation, and one before them for what
  /// is missing.
  static func lines(of slice: JournalSlice) -> [String] {
    let observations = slice.observations.map(text)
    guard slice.missing > 0 else { return observations }
    let standing = slice.standing.map(text).joined(separator: ",")
    let gap = JSONText.object([("missing", String(slice.missing)), ("standing", "[\(standing)]")])
    return [gap] + observations
  }

  /// What a line says: an observation, or that some are missing.
  static func slice(of line: String) throws -> JournalSlice {
    let parts = try JSONDecoder().decode([String: Part].self, from: Data(line.utf8))
    guard case .value(.number(let missing)) = parts["missing"] else {
      return JournalSlice(observations: [try observation(of: parts)], missing: 0, standing: [])
    }
    guard case .objects(let standing) = parts["standing"] ?? .objects([]) else {
      return JournalSlice(observations: [], missing: missing, standing: [])
    }
    return JournalSlice(
      observations: [], missing: missing, standing: try standing.map(observation(of:)))
  }

  private static func observation(of parts: [String: Part]) throws -> Observation {
    guard case .value(.number(let number)) = parts["number"],
      case .value(.text(let side)) = parts["side"], let side = Observation.Side(rawValue: side),
      case .value(.number(let source)) = parts["source"],
      case .value(.text(let kind)) = parts["kind"], let time = parts["time"]?.seconds
    else {
      throw CommandFailure.failed(
        "this is no observation: 'number', 'time', 'side', 'source' and 'kind' say which it is")
    }
    var members = parts.compactMapValues { if case .value(let value) = $0 { value } else { nil } }
    if case .text(let text) = members["base64"], let data = Data(base64Encoded: text) {
      members["text"] = .bytes(Array(data))
    }
    return Observation(
      number: number, time: time, side: side, source: source,
      happening: try Happening(kind: kind, members: members))
  }

  // MARK: Values

  private static func members(_ member: Happening.Member) -> [(String, String)] {
    switch member.value {
    case .none: [(member.name, "null")]
    case .text(let text): [(member.name, JSONText.quoted(text))]
    case .number(let number): [(member.name, String(number))]
    case .flag(let flag): [(member.name, String(flag))]
    case .bytes(let bytes):
      [(member.name, JSONText.quoted(String(decoding: bytes, as: UTF8.self)))]
        + (String(validating: bytes, as: UTF8.self) == nil
          ? [("base64", JSONText.quoted(Data(bytes).base64EncodedString()))] : [])
    case .lines(let lines): [(member.name, array(lines.map { JSONText.quoted($0) }))]
    case .pairs(let pairs):
      [
        (
          member.name,
          array(pairs.map { array([JSONText.quoted($0.name), JSONText.quoted($0.value)]) })
        )
      ]
    }
  }

  private static func array(_ values: [String]) -> String {
    "[" + values.joined(separator: ",") + "]"
  }

  private static func seconds(_ time: Duration) -> String {
    let (seconds, attoseconds) = time.components
    let digits = String(attoseconds / 1_000_000_000)
    return "\(seconds)." + String(repeating: "0", count: 9 - digits.count) + digits
  }

  /// A value as it is read, before it is known whose it is.
  private enum Part: Decodable {
    case value(Happening.Value)
    case decimal(Double)
    case objects([[String: Part]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .value(.none)
      } else if let text = try? container.decode(String.self) {
        self = .value(.text(text))
      } else if let number = try? container.decode(Int.self) {
        self = .value(.number(number))
      } else if let flag = try? container.decode(Bool.self) {
        self = .value(.flag(flag))
      } else if let decimal = try? container.decode(Double.self) {
        self = .decimal(decimal)
      } else if let lines = try? container.decode([String].self) {
        self = .value(.lines(lines))
      } else if let pairs = try? container.decode([[String]].self) {
        self = .value(.pairs(pairs.filter { $0.count == 2 }.map { Field($0[0], $0[1]) }))
      } else {
        self = .objects(try container.decode([[String: Part]].self))
      }
    }

    /// A time in seconds; a double holds it to the nanosecond for a hundred days.
    var seconds: Duration? {
      switch self {
      case .value(.number(let seconds)): .seconds(seconds)
      case .decimal(let seconds): .nanoseconds(Int64((seconds * 1e9).rounded()))
      default: nil
      }
    }
  }
}
