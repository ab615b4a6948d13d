import Markdown
import Workbook

/// A page of a lesson as the Markdown that is put before the learner.
struct PageText {
  let player: LessonPlayer

  /// Title, place, prose, consoles, tasks and what has become of them.
  var markdown: String {
    let page = player.page
    let place = "\(player.pageIndex + 1)/\(player.lesson.pages.count)"
    let parts = ["## \(page.title) (\(place))"] + page.blocks.map(text)
    return parts.joined(separator: "\n\n")
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
    case .task(let exercise):
      "**\(mark(of: exercise)) Task:** \(exercise.ask)" + (isShown(exercise) ? Self.shownNote : "")
    }
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
