import Markdown
import Observations
import Workbook

/// Pages that ask first, as the session knows them.
extension Session {
  /// What the page asks, when it waits for a guess.
  var askedFirst: Prediction? {
    guard openLesson?.isShown == true, case .guess(let prediction) = openLesson?.player.stop else {
      return nil
    }
    return prediction
  }

  /// Takes a line as a guess when the page waits for one; nil when it is a command after all.
  ///
  /// `answer …` is for guesses that look like a command.
  func takeGuess(_ line: String) -> Int32? {
    guard let prediction = askedFirst,
      prediction.isForeseen(typed: line) || !CommandLanguage.isCommand(line)
    else { return nil }
    let marker = "answer "
    let text = line.hasPrefix(marker) ? String(line.dropFirst(marker.count)) : line
    do throws(AnswerProblem) {
      let guess = try prediction.read(typed: text)
      let part = openLesson?.player.guess(guess, for: prediction)
      show(part)
      goOnReading()
      typeAhead()
      return 0
    } catch {
      journal.record(
        .learner, .refused("\(error.description) 'skip' goes on without a guess."))
      return 2
    }
  }

  /// Says how a guess is given, when a line that was taken for a command was none.
  func explainGuess(_ line: String) {
    guard askedFirst?.item.form.takesAnyLine == true else { return }
    say("if that was your guess, type 'answer \(line)'")
  }

  /// Leaves out the question on the page.
  func skipQuestion() throws(CommandFailure) {
    var openLesson = try neededLesson()
    guard let part = openLesson.player.skip() else {
      throw .failed("no guess is asked for here: 'next' goes on")
    }
    self.openLesson = openLesson
    keepProgress()
    show(part)
    typeAhead()
  }

  /// Goes on at Enter from what the page waits for; false, for the page is not left.
  func goOn(from stop: LessonPlayer.Stop) -> Bool {
    switch stop {
    case .guess(let prediction):
      journal.record(.learner, .page("Guess first: \(prediction.ask.trimmingWhitespace())"))
      say("'skip' goes on without a guess. \(prediction.item.form.instruction)")
    case .console: break
    case .look: show(openLesson?.player.goOn())
    case .fold(let fold):
      let part = openLesson?.player.goOn()
      journal.record(.learner, .page(fold.document.source))
      show(part)
    }
    goOnReading()
    typeAhead()
    return false
  }

  /// Compares the guesses whose console has run, and shows what of the page may be seen then.
  func goOnReading() {
    while let due = openLesson?.player.due.first { compare(due) }
    show(openLesson?.player.commandsWereRun())
  }

  /// Says what became of a guess.
  private func compare(_ due: LessonPlayer.Due) {
    predictionWatch.look(in: journal)
    let verdict = due.prediction.verdict(
      on: due.guess, came: predictionWatch.answer(to: due.prediction), isRecorded: due.isRecorded)
    openLesson?.player.remember(verdict, of: due.prediction)
    journal.record(
      .learner,
      .predicted(
        id: due.prediction.id, guess: verdict.guess, came: verdict.came ?? "",
        isRight: verdict.isRight, sentence: verdict.sentence))
    keepProgress()
  }

  /// Puts a further part of the page before the learner.
  private func show(_ part: Page?) {
    guard let part, !part.blocks.isEmpty, let player = openLesson?.player else { return }
    journal.record(.learner, .page(PageText(player: player).markdown(of: part)))
  }
}
