extension Fault {
  /// The kinds, as they are typed.
  public static let kinds = [
    "drop", "end", "stall", "slow", "truncate", "status CODE", "type TYPE", "garbage",
  ]

  /// The fault that the words name, like `drop`, `status 503` or `type text/plain`.
  ///
  /// - Throws: ``FaultError``, one sentence.
  public static func parse(_ words: String) throws(FaultError) -> Fault {
    let parts = words.split(separator: " ").map(String.init)
    switch (parts.first ?? "", parts.dropFirst().first, parts.count) {
    case ("drop", nil, 1): return .drop
    case ("end", nil, 1): return .end
    case ("stall", nil, 1): return .stall
    case ("slow", nil, 1): return .slow
    case ("truncate", nil, 1): return .truncate
    case ("garbage", nil, 1): return .garbage
    case ("status", let code?, 2): return .status(try status(code))
    case ("type", .some, _):
      return .type(try contentType(parts.dropFirst().joined(separator: " ")))
    case ("status", _, _): throw .badStatus(parts.dropFirst().joined(separator: " "))
    case ("type", _, _): throw .badType("")
    default: throw .unknown(words)
    }
  }

  private static func status(_ code: String) throws(FaultError) -> Int {
    guard let number = Int(code), (200...599).contains(number) else { throw .badStatus(code) }
    return number
  }

  private static func contentType(_ text: String) throws(FaultError) -> String {
    guard text.contains("/"), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw .badType(text)
    }
    return text
  }
}

extension Fault: CustomStringConvertible {
  /// The words that ``parse(_:)`` reads.
  public var description: String {
    switch self {
    case .drop: "drop"
    case .end: "end"
    case .stall: "stall"
    case .slow: "slow"
    case .truncate: "truncate"
    case .garbage: "garbage"
    case .status(let code): "status \(code)"
    case .type(let type): "type \(type)"
    }
  }
}

/// Why words name no fault.
public enum FaultError: Error, Sendable, Hashable {
  /// There is no such kind.
  case unknown(String)
  /// A status from 200 to 599 was expected.
  case badStatus(String)
  /// A content type was expected.
  case badType(String)
  /// The server has no such channel; it has the `known` ones.
  case unknownChannel(String, known: [String])
}

extension FaultError: CustomStringConvertible {
  /// The one sentence to show.
  public var description: String {
    switch self {
    case .unknown(let words):
      "there is no fault '\(words)'; there are \(Fault.kinds.joined(separator: ", "))"
    case .badStatus(let code): "'status' takes a number from 200 to 599, not '\(code)'"
    case .badType(let type): "'type' takes a content type like text/plain, not '\(type)'"
    case .unknownChannel(let name, let known):
      "there is no channel '\(name)' here; there are \(known.joined(separator: ", "))"
    }
  }
}
