import Classroom
import Observations
import VisibleText
import Workbook

/// The chair of somebody who sits a quiz with a class.
struct QuizSeat: Sendable, Hashable {
  /// Which opening of the quiz.
  let round: String
  /// The address of the class.
  let url: String
  /// The name that the result bears.
  let name: String
  /// When the time is over, in seconds since 1970; nil: when the teacher closes the quiz.
  let end: Int?
}

/// A quiz that a teacher has opened for a class: sat here, marked there, and not shown marked before it
/// is closed.
extension Session {
  /// How long a result that was handed in stays unmarked here, when nobody says that the quiz is closed:
  /// a day.
  static let sealTime = 24 * 60 * 60

  /// Sits down to the quiz that is open in a class.
  func beginClassQuiz(_ pool: QuizPool) async throws {
    let desk = try neededDesk()
    guard let folder = deskFolder else {
      throw CommandFailure.failed("nothing is kept here, so no result could be: use --state DIR")
    }
    struct Seat: Decodable {
      var round: String
      var fingerprint: String
      var id: String
      var seed: UInt64
      var seconds: Int?
    }
    let seat: Seat
    do throws(DeskProblem) {
      seat = try await desk.line.post(
        "sit", desk.card.members + [("quiz", JSONText.quoted(pool.id))])
    } catch { throw failure(error, at: desk.card.url) }
    guard seat.fingerprint == pool.fingerprint else {
      throw CommandFailure.failed(
        "the teacher's quiz '\(pool.id)' has other questions than the one here: take the same course"
      )
    }
    let kept = folder.sittings.first { $0.attempt.id == seat.id }
    if let kept, kept.attempt.handedInAt != nil {
      throw CommandFailure.failed(
        "quiz '\(pool.id)' was handed in, but the teacher's machine has not got it: 'class send'")
    }
    let now = world.secondsSince1970()
    var sitting = kept.flatMap { try? Sitting(resuming: $0.attempt, in: pool) }
    if sitting == nil {
      sitting = Sitting(pool, seed: seat.seed, id: seat.id, now: now)
    } else {
      say("going on with the quiz that you began")
    }
    guard let sitting else { return }
    openLesson = nil
    typeAhead("")
    var open = OpenQuiz(sitting: sitting)
    open.seat = QuizSeat(
      round: seat.round, url: desk.card.url, name: desk.card.name,
      end: seat.seconds.map { now + $0 })
    openQuiz = open
    keepAttempt()
    say(
      "the result goes to class '\(desk.card.className.visible)' as \(desk.card.name.visible); "
        + "answers are shown when the teacher has closed the quiz"
        + (seat.seconds.map { "; you have \(Self.time($0))" } ?? ""))
    await showQuestion()
  }

  /// What is left of the time, as a text: `12 min`, `40 s`.
  static func time(_ seconds: Int) -> String {
    seconds >= 60 ? "\((seconds + 59) / 60) min" : "\(max(seconds, 0)) s"
  }

  /// How much time is left for the quiz; nil when it has no end.
  var timeLeft: String? {
    openQuiz?.seat?.end.map { "\(Self.time($0 - world.secondsSince1970())) left" }
  }

  /// Hands the quiz in when its time is over; false when it is not.
  @discardableResult
  func endQuizInTime() async -> Bool {
    guard let end = openQuiz?.seat?.end, world.secondsSince1970() >= end else { return false }
    say("the time is over: the quiz is handed in as it is")
    await handInToClass()
    return true
  }

  /// Hands the quiz in to the class that it was sat with.
  func handInToClass() async {
    keepBegunDeed()
    guard var open = openQuiz, let seat = open.seat else { return }
    openQuiz = nil
    await clearAway()
    // It is marked by the teacher's own pool, and here when the quiz is closed.
    _ = await open.sitting.handIn(now: world.secondsSince1970(), lab: nil)
    let sitting = ClassSitting(
      round: seat.round, url: seat.url, name: seat.name, attempt: open.sitting.attempt)
    do {
      let signed = try SignedResult(
        sitting.attempt, name: try DiplomaName(seat.name), course: try loadedCourse().title,
        key: try issuerKey())
      try deskFolder?.keep(sitting)
      _ = try deskFolder?.keep(signed, of: sitting)
    } catch {
      journal.record(.learner, .refused(CommandFailure(error).sentence))
      return
    }
    say(await send(sitting).words)
  }

  // MARK: What was handed in

  /// What became of a result that was sent.
  enum Sending: Sendable, Hashable {
    case taken(quiz: String)
    /// Not now, or not at all; it is kept in this file.
    case silent(String, file: String)
    case refused(String, file: String)

    var words: String {
      switch self {
      case .taken(let quiz):
        "quiz '\(quiz)' is handed in: the teacher has it, and closes the quiz for all; then it is marked"
      case .silent(let reason, let file):
        "the teacher's machine does not answer: \(reason); the result is kept, signed, in \(file): "
          + "'class send' sends it again, or the teacher takes the file in by 'class add'"
      case .refused(let sentence, let file):
        "the class does not take the result: \(sentence); it is kept, signed, in \(file), and the "
          + "teacher may take the file in by 'class add'"
      }
    }
  }

  /// Sends the result of a sitting to its class.
  private func send(_ sitting: ClassSitting) async -> Sending {
    let file = (try? deskFolder?.resultFile(of: sitting)) ?? ""
    guard let card = knownCard(at: sitting.url), let text = deskFolder?.result(of: sitting),
      let line = try? DeskLine(sitting.url, world)
    else { return .refused("this machine is no longer in that class", file: file) }
    struct Taken: Decodable {}
    do throws(DeskProblem) {
      _ = try await line.post(
        "result",
        card.members
          + [("quiz", JSONText.quoted(sitting.round)), ("result", JSONText.quoted(text))],
        as: Taken.self)
    } catch {
      switch error {
      case .silent(let reason): return .silent(reason, file: file)
      case .refused(let sentence), .noClass(let sentence): return .refused(sentence, file: file)
      }
    }
    var sitting = sitting
    sitting.isTaken = true
    try? deskFolder?.keep(sitting)
    return .taken(quiz: sitting.attempt.quiz)
  }

  /// Sends what the class has not got yet, and shows what it has closed.
  ///
  /// - Parameters:
  ///   - round: The round that is open now; nil: none is.
  ///   - refused: The attempts that the class does not take, of which that was said.
  func settle(open round: String?, _ refused: inout Set<String>) async {
    guard let card = desk?.card, let folder = deskFolder else { return }
    for var sitting in folder.sittings where sitting.url == card.url {
      guard sitting.attempt.handedInAt != nil else { continue }
      if !sitting.isTaken, !refused.contains(sitting.attempt.id) {
        let sending = await send(sitting)
        switch sending {
        case .taken: sitting.isTaken = true
        case .silent: continue
        case .refused: refused.insert(sitting.attempt.id)
        }
        say("(\(sending.words))")
      }
      if sitting.round != round { await open(sitting) }
    }
  }

  /// `class send`: the same for all classes, and what was sealed for long is opened.
  func sendResults() async throws {
    let kept = (deskFolder?.sittings ?? []).filter { $0.attempt.handedInAt != nil }
    guard !kept.isEmpty else {
      return say("no result waits here: what you hand in with a class is sent at once")
    }
    let now = world.secondsSince1970()
    for sitting in kept {
      if !sitting.isTaken {
        say(await send(sitting).words)
      } else {
        say("quiz '\(sitting.attempt.quiz)' is with the teacher, who has not closed it yet")
      }
      if now - (sitting.attempt.handedInAt ?? now) >= Self.sealTime { await open(sitting) }
    }
  }

  /// Marks what was sealed, among the learner's own quizzes from then on.
  private func open(_ sitting: ClassSitting) async {
    guard let pool = try? pool(sitting.attempt.quiz),
      let result = try? await sitting.attempt.result(
        in: pool, lab: .replaying(programPath: world.programPath))
    else { return }
    progress.save(result)
    deskFolder?.forget(sitting)
    say(
      "(quiz '\(pool.id)' is closed: you have \(result.grade.rawValue), \(result.percentText) %; "
        + "'quiz review \(pool.id)' shows every answer)")
  }
}
