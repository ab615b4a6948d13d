import FoundationEssentials
import VisibleText

/// Reads the bodies of requests: bytes in, a value or one sentence out.
enum TodoBody {
  /// How large a body may be: 1 MiB.
  ///
  /// A larger one is refused with 413 before it is read.
  static let sizeLimit = 1 << 20
  /// How long a description may be: 1 MiB less 1 KiB, as it stands in JSON.
  ///
  /// So the event that carries it fits into the 1 MiB of an event. A longer one gets 413.
  static let descriptionLimit = (1 << 20) - 1024

  /// What a new row shall be.
  struct New: Hashable {
    var description: String
    var completed: Bool
  }

  /// The body of `POST /todos`: both fields are needed.
  static func new(_ body: [UInt8], type: String?) throws(BodyProblem) -> New {
    let fields = try fields(body, type: type)
    guard let description = fields.description else { throw .missing(field: "description") }
    guard let completed = fields.completed else { throw .missing(field: "completed") }
    return New(description: description, completed: completed)
  }

  /// The body of `PATCH /todos/ID`: either field, or both.
  static func edit(_ body: [UInt8], type: String?) throws(BodyProblem) -> TodoEdit {
    let fields = try fields(body, type: type)
    guard fields.description != nil || fields.completed != nil else { throw .nothingToChange }
    return TodoEdit(description: fields.description, completed: fields.completed)
  }

  /// Whether a description may be stored; the same for a row from the REPL.
  static func check(_ description: String) throws(BodyProblem) {
    if description.utf8.contains(0) { throw .holdsNUL }
    guard JSONText.quoted(description).utf8.count <= descriptionLimit else {
      throw .tooLong(limit: descriptionLimit)
    }
  }

  private static func fields(_ body: [UInt8], type: String?) throws(BodyProblem) -> Fields {
    if let type, !isJSON(type) { throw .otherType(type) }
    guard body.count <= sizeLimit else { throw .tooLarge(limit: sizeLimit) }
    let fields: Fields
    do {
      fields = try JSONDecoder().decode(Fields.self, from: Data(body))
    } catch { throw problem(error) }
    if let description = fields.description { try check(description) }
    return fields
  }

  private static func isJSON(_ type: String) -> Bool {
    let essence = type.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    return essence == "application/json"
  }

  private static func problem(_ error: any Error) -> BodyProblem {
    let path: [any CodingKey]
    switch error {
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      path = context.codingPath
    default: return .notJSON
    }
    switch path.last?.stringValue {
    case "description": return .wrongType(field: "description", expected: "a text")
    case "completed": return .wrongType(field: "completed", expected: "true or false")
    default: return .notAnObject
    }
  }
}

/// The fields that a body holds; one that is there with `null` is of the wrong type.
private struct Fields: Decodable {
  var description: String?
  var completed: Bool?

  enum Name: String, CodingKey { case description, completed }

  init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: Name.self)
    if object.contains(.description) {
      description = try object.decode(String.self, forKey: .description)
    }
    if object.contains(.completed) {
      completed = try object.decode(Bool.self, forKey: .completed)
    }
  }
}
