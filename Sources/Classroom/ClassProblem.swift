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
  /// Somebody at another machine has this name.
  case nameTaken(String)
  /// Who sits at a machine of their own has a name.
  case noName
  /// The machine has not joined the class yet.
  case unknownDesk
  /// The class that the machine has joined is over, and this is another one.
  case otherClass(String, here: String)
  /// This quiz is not open; another one may be.
  case notOpen(String, open: String?)
  /// The quiz was handed in by this machine before.
  case handedIn(String)
  /// The quiz was not handed in before its time was over.
  case late
  /// The result is none, or not of the quiz that this machine sat down to.
  case badResult(String)
  /// No more results are kept, or none at all.
  case noRoom(String)
  /// The book takes no more.
  case bookFull
  /// What was sent is not JSON, by its own word.
  case otherType
  /// The body is larger than a body may be.
  case tooLarge(limit: Int)

  /// The status of the answer.
  var status: Int {
    switch self {
    case .full, .noRoom, .bookFull: 503
    case .wrongCode, .locked, .unknownPhone, .unknownDesk: 403
    case .tooFast: 429
    case .notAsked, .nameTaken, .notOpen, .handedIn, .late: 409
    case .otherClass: 410
    case .noAnswer, .noName, .badResult: 422
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
    case .nameTaken(let name):
      "somebody in this class is called '\(name)' already: take another name"
    case .noName: "a place in this class needs a name"
    case .unknownDesk: "this machine has not joined the class: 'class join' does"
    case .otherClass(let name, let here):
      "class '\(name)' has ended; at this address there is '\(here)' now: 'class join' joins it"
    case .notOpen(let quiz, nil): "quiz '\(quiz)' is not open: the teacher opens it"
    case .notOpen(let quiz, let open?):
      "quiz '\(quiz)' is not open: the class sits '\(open)' now"
    case .handedIn(let quiz): "quiz '\(quiz)' was handed in already: each sits it once"
    case .late: "the time for this quiz is over"
    case .badResult(let what): what
    case .noRoom(let what): what
    case .bookFull: "the book of this class is full: the teacher begins another class"
    case .otherType: "the body must be application/json"
    case .tooLarge(let limit): "the body is larger than the limit of \(limit) bytes"
    }
  }
}
