import FoundationEssentials

/// A quiz that somebody has handed in, with their name, signed by the key of their own program.
///
/// It holds the answers and no grade: who gets it marks it again, by their own pool. What was done
/// with live processes was judged where it was done; that judgement is the learner's word.
public struct SignedResult: Sendable, Hashable {
  /// The most bytes that one may have: 64 KiB; a longer one is refused.
  public static let sizeLimit = 64 << 10
  /// How many questions an attempt in it may have.
  static let questionLimit = 200
  private static let kind = "sse-workbook result 1"

  /// Whose it is.
  public let name: DiplomaName
  /// The course's title.
  public let course: String
  /// What was answered.
  public let attempt: Attempt
  /// The key of the learner's program.
  public let key: PublicKey
  /// It as it is handed on: a compact JSON Web Signature.
  public let text: String

  /// Why one is refused.
  public enum Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is too long, no signed token, or was changed since.
    case damaged
    /// It is signed, but no result of this program's.
    case other
    /// The quiz was not handed in, or was practice.
    case notHandedIn
    /// The name in it is none.
    case name(DiplomaName.Problem)

    /// One sentence.
    public var description: String {
      switch self {
      case .damaged: "Refused: it is no signed result, or was changed since it was signed."
      case .other: "Refused: it is signed, but it is no result of a quiz."
      case .notHandedIn: "Refused: this quiz was practice, or has not been handed in."
      case .name(let problem): "Refused: \(problem)"
      }
    }
  }

  private struct Payload: Codable {
    var kind: String
    let name: String
    let course: String
    let attempt: Attempt
  }

  /// Signs an attempt.
  public init(_ attempt: Attempt, name: DiplomaName, course: String, key: IssuerKey)
    throws(StoreProblem)
  {
    let payload = Payload(
      kind: Self.kind, name: name.text, course: course, attempt: attempt)
    guard let bytes = try? JSONEncoder.sorted.encode(payload) else {
      throw StoreProblem("The result cannot be written.")
    }
    let token = try key.sign(Array(bytes))
    self.name = name
    self.course = course
    self.attempt = attempt
    self.key = key.publicKey
    text = token.text
  }

  /// Reads one and checks its signature.
  public init(_ text: String) throws(Problem) {
    let text = text.trimming(\.isWhitespace)
    guard text.utf8.count <= Self.sizeLimit, let token = try? SignedToken(text) else {
      throw .damaged
    }
    guard let payload = try? JSONDecoder().decode(Payload.self, from: Data(token.payload)),
      payload.kind == Self.kind, payload.attempt.questions.count <= Self.questionLimit,
      payload.attempt.answers.count <= Self.questionLimit
    else { throw .other }
    guard payload.attempt.handedInAt != nil, !payload.attempt.isPractice else {
      throw .notHandedIn
    }
    do {
      name = try DiplomaName(payload.name)
    } catch {
      throw .name(error)
    }
    course = payload.course
    attempt = payload.attempt
    key = token.header.jwk
    self.text = text
  }
}
