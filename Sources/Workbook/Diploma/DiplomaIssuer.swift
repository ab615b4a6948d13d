/// Issues diplomas for what the store has: the attempt is marked again from its answers first.
public struct DiplomaIssuer: Sendable {
  let store: ProgressStore
  let course: Course
  let lab: Lab?

  /// Opens the issuer.
  /// - Parameters:
  ///   - store: Where attempts and diplomas are kept.
  ///   - course: Whose quizzes they are.
  ///   - lab: Where practical answers are played again; without one they are worth nothing.
  public init(store: ProgressStore, course: Course, lab: Lab?) {
    self.store = store
    self.course = course
    self.lab = lab
  }

  /// Why no diploma was issued.
  public enum Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The quiz was never handed in.
    case noAttempt(quiz: String)
    /// What is kept here cannot be read, for this reason.
    case unreadable(quiz: String, notice: String)
    /// The best attempt earns none.
    case refused(Diploma.Refusal)
    /// No attempt can be marked again.
    case attempt(AttemptProblem)
    /// There is no key to sign with.
    case key(StoreProblem)

    /// One sentence.
    public var description: String {
      switch self {
      case .noAttempt(let quiz): "The quiz '\(quiz)' has not been handed in yet: 'quiz \(quiz)'."
      case .unreadable(let quiz, let notice):
        "No attempt at the quiz '\(quiz)' can be read here: \(notice)"
      case .refused(let refusal): refusal.description
      case .attempt(let problem): problem.description
      case .key(let problem): problem.description
      }
    }
  }

  /// The newest attempt whose answers, marked now, are worth an A+.
  ///
  /// What the store says of their grades is not looked at.
  public func earned(in pool: QuizPool) async throws(Problem) -> QuizResult {
    let attempts = store.attempts(quiz: pool.id).map(\.attempt)
      .filter { $0.handedInAt != nil && !$0.isPractice }
    if attempts.isEmpty, let notice = store.notice {
      throw .unreadable(quiz: pool.id, notice: notice)
    }
    var problem = Problem.noAttempt(quiz: pool.id)
    for attempt in attempts.reversed() {
      do {
        let result = try await attempt.result(in: pool, lab: lab)
        if result.earnsDiploma { return result }
        guard case .refused = problem else {
          problem = .refused(.grade(result.grade, lesson: result.lessonsToReread.first))
          continue
        }
      } catch {
        if case .noAttempt = problem { problem = .attempt(error) }
      }
    }
    throw problem
  }

  /// The diploma for a result; one that was issued before is found again.
  public func diploma(
    for result: QuizResult, name: DiplomaName, key: IssuerKey, teacher: String? = nil
  ) throws(Problem) -> IssuedDiploma {
    guard let pool = course.quiz(result.attempt.quiz) else {
      throw .noAttempt(quiz: result.attempt.quiz)
    }
    return try store.issue(
      for: result, name: name, pool: pool, course: course.title, teacher: teacher,
      built: BuiltProgram.all(in: store.builds()), key: key)
  }
}

extension ProgressStore {
  /// Issues the diploma for a result, and keeps it; one that was issued before is found again.
  /// - Parameters:
  ///   - result: The attempt, marked from its answers just now.
  ///   - name: Whose it is.
  ///   - pool: The quiz.
  ///   - course: The course's title.
  ///   - teacher: Who vouches for it, if not the learner's own program.
  ///   - built: What was built in the workshop.
  ///   - key: The key that signs it.
  /// - Returns: The diploma with its signed credential.
  /// - Throws: Why there is none.
  public func issue(
    for result: QuizResult, name: DiplomaName, pool: QuizPool, course: String,
    teacher: String?, built: [BuiltProgram] = [], key: IssuerKey
  ) throws(DiplomaIssuer.Problem) -> IssuedDiploma {
    if let issued = diploma(attempt: result.attempt.id, name: name),
      issued.issuer == key.publicKey, issued.diploma.teacher == teacher,
      issued.diploma.built ?? [] == built
    {
      return issued
    }
    let diploma: Diploma
    do {
      diploma = try Diploma(
        for: result, name: name, pool: pool, course: course, teacher: teacher, built: built)
    } catch {
      throw .refused(error)
    }
    do {
      let issued = try key.issue(diploma)
      save(issued, quiz: pool.id, attempt: result.attempt.id)
      return issued
    } catch {
      throw .key(error)
    }
  }
}
