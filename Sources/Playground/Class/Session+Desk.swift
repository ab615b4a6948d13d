import Classroom
import FoundationEssentials
import Observations
import VisibleText
import Workbook

/// A place in a class that is shown elsewhere, as the session knows it.
extension Session {
  /// Where this program keeps what it has of classes; nil where nothing is kept.
  var deskFolder: DeskFolder? { world.stateDirectory.map { DeskFolder(stateFolder: $0) } }

  /// The place in the class.
  /// - Throws: A sentence when there is none.
  func neededDesk() throws(CommandFailure) -> DeskSide {
    guard let desk else {
      throw .failed(
        "you are in no class: 'class join URL' joins the one whose address the wall shows")
    }
    return desk
  }

  /// What the learner was called in this class when they were there last.
  func knownCard(at url: String) -> DeskCard? {
    if let card = desk?.card, card.url == url { return card }
    return deskFolder?.card.flatMap { $0.url == url ? $0 : nil }
  }

  /// Takes a place in the class at an address, and returns when the class knows.
  func join(_ line: DeskLine, as name: String, code: String?) async throws -> DeskCard {
    guard classroom == nil else {
      throw CommandFailure.failed("a class looks on here: 'class end' ends it, then join another")
    }
    guard let printed = try? DiplomaName(name).text else {
      throw CommandFailure.usage(
        "'\(name.visible)' is no name for a class: up to \(ClassLimits.nameLength) letters and signs "
          + "that can be printed")
    }
    let known = knownCard(at: line.url)
    let number = known?.number ?? world.newIdentifier().filter { $0 != "-" }
    let code = code ?? known?.code
    struct Joined: Decodable {
      var name: String
      var `class`: String
    }
    let joined: Joined
    do throws(DeskProblem) {
      joined = try await line.post(
        "join",
        [
          ("phone", JSONText.quoted(number)), ("name", JSONText.quoted(printed)),
          ("desk", "true"),
        ] + (code.map { [("code", JSONText.quoted($0))] } ?? []))
    } catch { throw failure(error, at: line.url) }
    let card = DeskCard(
      number: number, url: line.url, className: joined.class, name: joined.name, code: code)
    do { try deskFolder?.keep(card) } catch { say(error.description) }
    desk?.stop()
    desk = DeskSide(line, card, session: self)
    return card
  }

  /// A problem as a sentence for whoever typed a command.
  func failure(_ problem: DeskProblem, at url: String) -> CommandFailure {
    switch problem {
    case .silent(let reason):
      .failed(
        "no class answers at \(url): \(reason); it has not begun, has ended or has another address")
    case .refused(let sentence): .failed(sentence)
    case .noClass(let reason): .failed("there is no class at \(url): \(reason)")
    }
  }

  /// Gives up the place; what the class knows by now stays there.
  func leaveClass() async throws {
    let desk = try neededDesk()
    stopDesk()
    try? deskFolder?.keep(nil)
    struct Left: Decodable {}
    do throws(DeskProblem) {
      _ = try await desk.line.post("leave", desk.card.members, as: Left.self)
      say("you have left class '\(desk.card.className)'")
    } catch {
      say("you have left class '\(desk.card.className)', whose machine did not hear it")
    }
  }

  func stopDesk() {
    desk?.stop()
    desk = nil
  }

  /// Where the learner is: all that a class is told.
  var place: Desk.Place? {
    if let sitting = openQuiz?.sitting {
      return Desk.Place(
        lesson: "quiz \(sitting.pool.id)", page: sitting.answered, pages: sitting.items.count)
    }
    guard let player = openLesson?.player else { return nil }
    return Desk.Place(
      lesson: player.lesson.id, page: player.pageIndex + 1, pages: player.lesson.pages.count,
      task: player.taskForClass)
  }

  /// Tells the class where the learner is, if it is elsewhere or was not told for long.
  func tellClass(by line: DeskLine, _ card: DeskCard, _ watch: inout DeskWatch) async {
    await endQuizInTime()
    let place = place
    watch.looks += 1
    guard place != watch.told || watch.looks >= DeskSide.looksBetweenWords else { return }
    (watch.looks, watch.told) = (0, place)
    do throws(DeskProblem) {
      let answer = try await line.post(
        "desk", card.members + (place?.members ?? []), as: DeskAnswer.self)
      if watch.isSilent {
        watch.isSilent = false
        say("(the teacher's machine answers again)")
      }
      await hear(answer, &watch)
    } catch {
      // Whoever has left meanwhile wants to hear nothing more of it.
      guard desk?.card == card, !Task.isCancelled else { return }
      fail(error, card, &watch)
    }
  }

  private func fail(_ problem: DeskProblem, _ card: DeskCard, _ watch: inout DeskWatch) {
    switch problem {
    case .silent(let reason):
      watch.looks = DeskSide.looksBetweenWords - DeskSide.looksBetweenTries
      guard !watch.isSilent else { return }
      watch.isSilent = true
      say(
        "(the teacher's machine does not answer: \(reason); your work goes on, and the class is told "
          + "when it does)")
    case .refused(let sentence), .noClass(let sentence):
      stopDesk()
      say("(you are no longer in class '\(card.className)': \(sentence))")
    }
  }

  /// What the class has said: whether a quiz is open.
  private func hear(_ answer: DeskAnswer, _ watch: inout DeskWatch) async {
    guard let card = desk?.card else { return }
    if answer.quiz?.round != watch.round {
      watch.round = answer.quiz?.round
      let isKnown = deskFolder?.sittings.contains { $0.round == watch.round } ?? false
      if let quiz = answer.quiz, !isKnown {
        let time = quiz.minutes.map { ", \($0) min" } ?? ""
        say(
          "(the teacher has opened quiz '\(quiz.id.visible)'\(time): "
            + "'quiz \(quiz.id.visible) --class \(card.url)' sits it)")
      }
    }
    await settle(open: answer.quiz?.round, &watch.refused)
  }
}

extension LessonPlayer {
  /// What became of the task on the page, as a class is told.
  fileprivate var taskForClass: Desk.Place.Task? {
    if let exercise { return (tasks[exercise.id]?.hintsGiven ?? 0) > 0 ? .helped : .open }
    let states = page.exercises.map { tasks[$0.id]?.state ?? .open }
    guard !states.isEmpty, !states.contains(.open) else { return nil }
    return states.contains(.shown) ? .shown : .solved
  }
}
