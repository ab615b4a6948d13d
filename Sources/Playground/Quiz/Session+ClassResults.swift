import Classroom
import Workbook

/// What a teacher has of a class, and what a learner hands to one.
extension Session {
  static let noResults = "no results are here yet: 'class add FILE' takes in signed ones"

  /// The quiz that was handed in last, signed with this folder's key.
  func signedResult(as name: String) throws -> SignedResult {
    guard let summary = progress.attempts().last(where: { $0.attempt.counts }) else {
      throw CommandFailure.failed("no quiz has been handed in yet: 'quiz junior' begins one")
    }
    do {
      return try SignedResult(
        summary.attempt, name: try DiplomaName(name), course: try loadedCourse().title,
        key: try issuerKey())
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The results of a class; without a name, of the newest one, or of one that begins now.
  func classResults(_ name: String?) throws(CommandFailure) -> ClassResults {
    let folder = try folderForKeys()
    do {
      return try ClassResults(
        of: name ?? classroom?.server.configuration.name ?? ClassResults.newest(in: folder)
          ?? "class", stateFolder: folder)
    } catch {
      throw .usage(error.description)
    }
  }

  /// The class's results, marked.
  func classMarks(_ name: String?) async throws -> ClassMarks {
    await ClassMarks(try classResults(name).all(), in: try loadedCourse())
  }

  /// The diplomas that the class's results earn; of a class without results, those drawn here.
  ///
  /// Each is issued once and kept, so that a second print has the same codes.
  func classDiplomas(
    of name: String?, by teacher: String?, with key: IssuerKey
  ) async throws -> [IssuedDiploma] {
    let course = try loadedCourse()
    let teacher = try teacher.map(Self.nameOfTeacher)
    let rows = try await classMarks(name).rows
    guard !rows.isEmpty else { return progress.diplomas().filter { $0.issuer == key.publicKey } }
    var issued: [IssuedDiploma] = []
    for row in rows {
      guard let result = row.result, result.earnsDiploma,
        let pool = course.quiz(result.attempt.quiz)
      else { continue }
      do {
        issued.append(
          try progress.issue(
            for: result, name: row.signed.name, pool: pool, course: course.title,
            teacher: teacher, key: key))
      } catch {
        throw CommandFailure(error)
      }
    }
    return issued
  }

  private static func nameOfTeacher(_ name: String) throws(CommandFailure) -> String {
    do {
      return try DiplomaName(name).text
    } catch {
      throw .usage("--teacher: \(error)")
    }
  }
}

extension Attempt {
  /// Whether it was handed in and was no practice.
  fileprivate var counts: Bool { handedInAt != nil && !isPractice }
}

extension ClassResults {
  /// Keeps what a learner's program has sent, if it is the quiz that the learner sat down to.
  func keep(_ arrived: ArrivedResult) -> ResultOutcome {
    let signed: SignedResult
    do { signed = try SignedResult(arrived.text) } catch { return .refused(error.description) }
    let attempt = signed.attempt
    guard signed.name.text == arrived.name, attempt.quiz == arrived.quiz, attempt.id == arrived.id,
      attempt.seed == arrived.seed, attempt.topic == nil
    else { return .refused("Refused: it is not the quiz that was begun here under this name.") }
    if arrived.isAgain, !holds(signed) {
      return .refused(ClassProblem.handedIn(arrived.quiz).description)
    }
    do throws(StoreProblem) {
      switch try add(signed) {
      case .kept: return .kept
      case .known: return .known
      case .full: return .noRoom("\(Self.limit) results are kept here, which is the most")
      }
    } catch { return .noRoom("the teacher's machine cannot keep it") }
  }
}
