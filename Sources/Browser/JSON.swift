import FoundationEssentials

/// A JSON value whose shape the other side decides.
///
/// Looking for what is not there gives `null`, so that a path through a message needs no checks.
public enum JSON: Sendable, Hashable {
  /// `null`, and whatever was looked for in vain.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// Any number.
  case number(Double)
  /// A text.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Values by their names.
  case object([String: JSON])

  /// A member of an object; `null` if there is none, or this is no object.
  public subscript(name: String) -> JSON {
    guard case .object(let members) = self else { return .null }
    return members[name] ?? .null
  }

  /// The text, if it is one.
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The number without its fraction, if it is one and an integer can hold it.
  public var int: Int? {
    if case .number(let number) = self { Int(exactly: number.rounded(.towardZero)) } else { nil }
  }
  /// The values, if it is an array.
  public var array: [JSON] { if case .array(let values) = self { values } else { [] } }

  /// Reads a text in UTF-8; `null` if it is no JSON.
  init(parsing text: some Sequence<UInt8>) {
    self = (try? JSONDecoder().decode(JSON.self, from: Data(text))) ?? .null
  }

  /// As text in UTF-8, safe to stand in JavaScript as well.
  var bytes: [UInt8] { (try? JSONEncoder().encode(self)).map { Array($0) } ?? [] }
}

extension JSON: Codable {
  /// Reads any value.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let text = try? value.decode(String.self) {
      self = .string(text)
    } else if let members = try? value.decode([String: JSON].self) {
      self = .object(members)
    } else if let values = try? value.decode([JSON].self) {
      self = .array(values)
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else {
      self = .number(try value.decode(Double.self))
    }
  }

  /// Writes any value.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .bool(let bool): try value.encode(bool)
    case .number(let number): try value.encode(number)
    case .string(let text): try value.encode(text)
    case .array(let values): try value.encode(values)
    case .object(let members): try value.encode(members)
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral text: String) { self = .string(text) }
  /// A number.
  public init(integerLiteral number: Int) { self = .number(Double(number)) }
  /// `true` or `false`.
  public init(booleanLiteral bool: Bool) { self = .bool(bool) }
  /// An array.
  public init(arrayLiteral values: JSON...) { self = .array(values) }
  /// An object.
  public init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(Dictionary(members, uniquingKeysWith: { $1 }))
  }
}
