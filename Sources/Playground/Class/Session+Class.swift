import Classroom
import Observations
import StreamViews
import VisibleText
import Workbook

/// The class that looks on, as the session knows it.
extension Session {
  /// The class.
  /// - Throws: A sentence when nobody looks on.
  func neededClass() throws(CommandFailure) -> ClassSide {
    guard let classroom else {
      throw .failed("no class looks on: 'sse present' begins one")
    }
    return classroom
  }

  /// Begins to show this session to a class.
  func present(to server: ClassServer, _ invitation: ClassInvitation, _ cast: WallCast) {
    classroom = ClassSide(server, invitation, cast, session: self)
    // What a class has done before is kept with the class, and not with the teacher's own.
    if let folder = server.configuration.folder {
      store = ProgressStore(folder: folder.path)
    } else {
      store = ProgressStore(folder: nil)
    }
  }

  /// Ends the class, if there is one.
  func stopClass() async {
    guard let classroom else { return }
    self.classroom = nil
    await classroom.stop()
  }

  /// Writes down how the class stands, if it stands otherwise than before; and tells the speaker.
  func look(at server: ClassServer, _ watch: inout AttendanceWatch) {
    let page = openLesson?.player.pageIndex ?? -1
    let figures = watch.figures(
      of: server.attendance, page: page, at: world.secondsSince1970(), clock: world.timeOfDay())
    if let figures { journal.record(.learner, .attended(figures)) }
    let state = speakerState(watch.row, minutes: watch.minutes, server)
    if let state = watch.changed(speaker: state) { server.showSpeaker(state) }
  }

  /// What the speaker's page shows, as a line of JSON.
  private func speakerState(_ row: String, minutes: Int, _ server: ClassServer) -> String {
    let now = world.secondsSince1970()
    let desks = server.desks
    let groups = [
      ("lost", server.lost), ("stuck", desks.filter { $0.isStuck(at: now) }.map(\.name)),
      ("not heard", desks.filter { $0.isSilent(at: now) }.map(\.name)),
    ]
    let named = groups.filter { !$0.1.isEmpty }
      .map { "\n\($0.0): \($0.1.joined(separator: ", "))" }
    var texts = [("attendance", row + named.joined())]
    if let player = openLesson?.player {
      let (lesson, index) = (player.lesson, player.pageIndex)
      texts.append(
        (
          "place",
          "\(lesson.title) · \(index + 1)/\(lesson.pages.count) \(player.page.title) · "
            + "\(minutes) of \(lesson.minutes) min"
        ))
      texts.append(("notes", player.page.notes))
      let following = lesson.pages.dropFirst(index + 1).first?.title
      texts.append(("following", following.map { "next page: \($0)" } ?? "this is the last page"))
    }
    texts.append(("ready", view.typedAhead.isEmpty ? "" : "Enter runs: \(view.typedAhead)"))
    return JSONText.object(texts.map { ($0.0, JSONText.quoted($0.1)) })
  }

  /// Does what the speaker's phone asks for where no prompt does.
  func take(_ word: SpeakerWord) async {
    let ready = view.typedAhead
    if word == .enter, !ready.isEmpty {
      await run(ready, by: pageOrigin)
    } else {
      await run(word == .enter ? "" : word.rawValue)
    }
  }

  // MARK: Questions

  /// Puts what the page asks to the class, once; the answers are not shown.
  func askClass() {
    guard let classroom, let prediction = askedFirst else { return }
    guard asked?.prediction?.id != prediction.id else { return typeAhead("reveal") }
    put(AskedQuestion(prediction), to: classroom)
  }

  /// Puts a question to the class.
  func put(_ question: AskedQuestion, to classroom: ClassSide) {
    asked = question
    classroom.server.ask(question.forClass)
    journal.record(.learner, .figures(sheet: AskedQuestion.sheet, question.figures))
    typeAhead("reveal")
  }

  /// Takes no more answers to what a page has asked that is no longer before the class, and shows
  /// those that came.
  func leaveQuestion() {
    guard let question = asked, let id = question.prediction?.id, askedFirst?.id != id else {
      return
    }
    asked = nil
    guard let tally = classroom?.server.close(id) else { return }
    say("(the page goes on, so the class is not asked any more; it has answered:)")
    journal.record(
      .learner, .figures(sheet: AskedQuestion.pollSheet, question.figures(of: tally)))
  }

  /// Says that the class is still asked what no page has asked.
  func rememberQuestion() {
    guard let asked, asked.prediction == nil else { return }
    say("(the class is still asked: 'reveal' shows what it thinks)")
  }

  /// Shows how the class has answered, and goes on with what the most have guessed.
  func reveal() throws(CommandFailure) {
    let classroom = try neededClass()
    guard let question = asked, let tally = classroom.server.close(question.id) else {
      throw .failed(
        "the class is not asked anything: a page may ask, or 'ask' a question of the quiz")
    }
    asked = nil
    journal.record(
      .learner, .figures(sheet: AskedQuestion.pollSheet, question.figures(of: tally)))
    guard let prediction = question.prediction else {
      if let solution = question.solution { journal.record(.learner, .page(solution)) }
      return typeAhead()
    }
    guard askedFirst?.id == prediction.id else { return typeAhead() }
    let most = tally.counts.filter { $0.count > 0 }.sorted { $1.count < $0.count }
      .first { (try? prediction.read(typed: $0.answer)) != nil }
    if let most, takeGuess("answer \(most.answer)") == 0 {
      say("the class goes on with '\(most.answer)'")
    } else {
      try skipQuestion()
    }
  }
}

/// A question that the class is asked at this moment.
struct AskedQuestion: Sendable {
  /// How a viewer lays it out, and how it was answered.
  static let (sheet, pollSheet) = ("question", "poll")

  let id: String
  /// What the page asks; nil for a question of a quiz.
  var prediction: Prediction?
  /// What is said when the answers are shown, in Markdown.
  var solution: String?
  private let ask: String
  private let options: [String]

  /// What a page asks.
  init(_ prediction: Prediction) {
    id = prediction.id
    self.prediction = prediction
    if case .option = prediction.reading {
      options = prediction.item.form.options
      ask = prediction.ask
    } else {
      options = []
      ask = ([prediction.ask] + prediction.item.shown + [prediction.item.form.instruction])
        .joined(separator: "\n\n")
    }
  }

  /// A question of a quiz, as one draw asks it.
  init(_ item: QuizItem) {
    id = item.question.code
    options = item.form.options
    ask = item.question.ask
    solution = item.solution
  }

  var forClass: ClassQuestion { ClassQuestion(id: id, options: options) }

  /// What a viewer is told of it.
  var figures: [Field] {
    [Field("id", id), Field("ask", ask)] + options.map { Field("option", $0) }
  }

  /// How it was answered.
  func figures(of tally: Tally) -> [Field] {
    [Field("id", id), Field("total", String(tally.total))]
      + tally.counts.map { Field($0.answer.visible, String($0.count)) }
      + (tally.others > 0 ? [Field("others", String(tally.others))] : [])
  }
}
