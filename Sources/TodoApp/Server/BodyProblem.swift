/// Why a request's body was refused; nothing was stored and no number was spent.
enum BodyProblem: Error, Hashable {
  /// Not `application/json`.
  case otherType(String)
  /// Larger than a body may be.
  case tooLarge(limit: Int)
  /// Not JSON, or not text that JSON can hold (a lone surrogate, broken UTF-8).
  case notJSON
  /// JSON, but no object.
  case notAnObject
  /// A field is missing.
  case missing(field: String)
  /// A field holds something else than it should.
  case wrongType(field: String, expected: String)
  /// The description holds U+0000, which no database keeps in a text.
  case holdsNUL
  /// The description is longer than an event may carry.
  case tooLong(limit: Int)
  /// An edit without a field to edit.
  case nothingToChange
}

extension BodyProblem: CustomStringConvertible {
  /// The status of the answer.
  var status: Int {
    switch self {
    case .otherType: 415
    case .tooLarge, .tooLong: 413
    case .notJSON: 400
    case .notAnObject, .missing, .wrongType, .holdsNUL, .nothingToChange: 422
    }
  }

  /// The one sentence of the answer.
  var description: String {
    switch self {
    case .otherType(let type):
      "the body is \(type), not JSON; send it with 'Content-Type: application/json'"
    case .tooLarge(let limit):
      "the body is larger than the limit of \(limit) bytes"
    case .notJSON:
      #"the body is not JSON; send something like {"description":"Buy coffee","completed":false}"#
    case .notAnObject:
      "the body is JSON but no object; "
        + #"send something like {"description":"Buy coffee","completed":false}"#
    case .missing(let field):
      "'\(field)' is missing; a todo has a 'description' (text) and 'completed' (true or false)"
    case .wrongType(let field, let expected):
      "'\(field)' is not \(expected); "
        + "a todo has a 'description' (text) and 'completed' (true or false)"
    case .holdsNUL:
      "'description' holds the character U+0000, which a database cannot keep in a text"
    case .tooLong(let limit):
      "'description' is longer than the limit of \(limit) bytes, counted as it stands in JSON"
    case .nothingToChange:
      "there is nothing to change; send 'description' (text), 'completed' (true or false) or both"
    }
  }
}
