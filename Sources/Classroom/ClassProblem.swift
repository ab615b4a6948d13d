/// Why something that a phone sent was not taken; `description` is the sentence for its owner.
public enum ClassProblem: Error, Sendable, Hashable {
  /// The book has no room for another phone.
  case full
  /// The class asks for a code, and this is not it.
  case wrongCode
  /// Names are locked.
  case locked
  /// More requests than a person makes.
  case tooFast
  /// The phone has not come in yet.
  case unknownPhone
  /// No question is open, or another one.
  case notAsked
  /// The answer is none of those that were offered.
  case noAnswer(last: String)
  /// The answer is longer than an answer may be.
  case tooLong(limit: Int)
  /// The body is not what the page sends.
  case badBody(String)
  /// What was sent is not JSON, by its own word.
  case otherType
  /// The body is larger than a body may be.
  case tooLarge(limit: Int)

  /// The status of the answer.
  var status: Int {
    switch self {
    case .full: 503
    case .wrongCode, .locked, .unknownPhone: 403
    case .tooFast: 429
    case .notAsked: 409
    case .noAnswer: 422
    case .tooLong, .tooLarge: 413
    case .badBody: 400
    case .otherType: 415
    }
  }
}

extension ClassProblem: CustomStringConvertible {
  /// The one sentence to show.
  public var description: String {
    switch self {
    case .full: "this class is full: \(ClassLimits.phones) phones are in its book"
    case .wrongCode: "this is not the code of this class: ask the teacher for it"
    case .locked: "the teacher has locked the names: yours stays as it is"
    case .tooFast: "that was too much at once: wait ten seconds"
    case .unknownPhone: "this phone has not come in yet: load the page again"
    case .notAsked: "this question is not open any more"
    case .noAnswer(let last): "this is none of the answers: they are a to \(last)"
    case .tooLong(let limit): "this answer is too long: \(limit) bytes are enough for one"
    case .badBody(let what): "the body is not what the page sends: \(what)"
    case .otherType: "the body must be application/json"
    case .tooLarge(let limit): "the body is larger than the limit of \(limit) bytes"
    }
  }
}
