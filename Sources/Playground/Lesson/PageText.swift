import Conformance
import Markdown
import OutsideServers
import Workbook
import Workshop

/// A page of a lesson as the Markdown that is put before the learner.
struct PageText {
  let player: LessonPlayer
  /// Whether it is read from its beginning to its end, with what would be kept back.
  var isWhole = false
  /// The steps of its lesson with their checks, where something is built.
  var plan: WorkshopPlan?
  /// What was built of the path, in each language.
  var builds: [BuildProgress] = []

  /// Title, place, prose, consoles, tasks and what has become of them, as far as the page is shown.
  var markdown: String {
    let place = "\(player.pageIndex + 1)/\(player.lesson.pages.count)"
    let part = isWhole ? player.page : player.shown
    return "## \(player.page.title) (\(place))\n\n" + markdown(of: part)
  }

  /// A part of it, without its title.
  func markdown(of part: Page) -> String {
    part.blocks.map(text).joined(separator: "\n\n")
  }

  private func text(of block: Page.Block) -> String {
    switch block {
    case .prose(let document, _): document.source
    case .console(let transcript): fenced(console(transcript))
    case .recording(let transcript, let missing):
      OutsideProgram.missing(missing) + ", so this is *recorded*:\n\n"
        + fenced(transcript.text.trimmingWhitespace())
    case .leftOut(let exercise, let missing):
      "**Task, left out:** \(exercise.ask)\n\n\(OutsideProgram.missing(missing)), "
        + "and this task needs it."
    case .prediction(let prediction): text(of: prediction)
    case .fold(let fold): text(of: fold)
    case .build(let step): text(of: step)
    case .task(let exercise):
      "**\(mark(of: exercise)) Task:** \(exercise.ask)" + (isShown(exercise) ? Self.shownNote : "")
    }
  }

  /// A question with how to answer it; when it is settled, what has become of it.
  private func text(of prediction: Prediction) -> String {
    let ask = "**Guess first:** \(prediction.ask.trimmingWhitespace())"
    guard !isWhole, player.isSettled(prediction) else {
      let how = "`skip` goes on without a guess. \(prediction.item.form.instruction)"
      return ([ask] + prediction.item.shown + (isWhole ? [] : [how])).joined(separator: "\n\n")
    }
    switch player.predictions[prediction.id] {
    case .right?: return ask + " (You guessed it.)"
    case .wrong?: return ask + " (It came otherwise than you guessed.)"
    case .unclear?, .skipped?: return ask + " (No guess counts: `reset page` asks again.)"
    case nil: return ask + " (You have guessed.)"
    }
  }

  /// What is to be built: the new checks, and how to run them.
  private func text(of step: BuildStep) -> String {
    let passed = builds.filter { $0.steps[step.number]?.passedAt != nil }.map(\.language)
    let mark = passed.isEmpty ? "[ ]" : "[x]"
    let count = player.lesson.steps.count
    let head =
      "**\(mark) Step \(step.number) of \(count).** Your \(step.subject.rawValue) must pass"
      + (step.number > 1 ? ", besides all that the steps before it ask for" : "") + ":"
    let checks = plan?.steps.first { $0.number == step.number }?.checks ?? []
    let list =
      checks.isEmpty
      ? step.checks.map { "- `\($0.text)`" }
      : checks.map { "- `\($0.id)`: \($0.rule.title): \($0.title)" }
    let how =
      "`workshop` in its folder, here or as `sse workshop` in a shell, says what fails first. "
      + "`hint` helps, `solution` shows one way."
    let done = passed.isEmpty ? [] : ["Passed in \(passed.joined(separator: ", "))."]
    return ([head, list.joined(separator: "\n")] + done + [how]).joined(separator: "\n\n")
  }

  /// What is kept back, once it was asked for.
  private func text(of fold: Fold) -> String {
    if isWhole { return "\(fold.summary)\n\n\(fold.document.source)" }
    return player.isOpen(fold) ? fold.document.source : "\(fold.summary) (Enter shows it.)"
  }

  /// The commands alone: what comes back, the learner will see.
  private func console(_ transcript: Transcript) -> String {
    transcript.commands.map { Transcript.prompt + $0 }.joined(separator: "\n")
  }

  private func fenced(_ text: String) -> String { "```console\n\(text)\n```" }

  private static let shownNote = "\n\n(It was shown to you: `reset page` lets you do it yourself.)"

  private func isShown(_ exercise: Exercise) -> Bool {
    player.tasks[exercise.id]?.state == .shown
  }

  private func mark(of exercise: Exercise) -> String {
    switch player.tasks[exercise.id]?.state {
    case .solved: "[x]"
    case .shown: "[~]"
    case .open, nil: "[ ]"
    }
  }
}
