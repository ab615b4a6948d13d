import FoundationEssentials
import Glibc
import Observations
import Terminal
import WildFigures

/// Shows a comparison while it goes on, in a shell and at the prompt alike.
struct WildFace: Sendable {
  let json: Bool
  /// Says what belongs together.
  let say: @Sendable ([String]) -> Void
  /// Shows figures, laid out like this.
  let show: @Sendable (WildSheet, [WildFigure]) -> Void
  /// Says a sentence that is no figure.
  let remark: @Sendable (String) -> Void
  /// Hears how far it is, and nil when there is nothing to wait for.
  let progress: @Sendable (ProgressBar?) -> Void
  /// Hears of every figure, for the journal.
  var measured: @Sendable (WildFigure) -> Void = { _ in }

  init(
    json: Bool, say: @escaping @Sendable ([String]) -> Void,
    show: @escaping @Sendable (WildSheet, [WildFigure]) -> Void,
    remark: @escaping @Sendable (String) -> Void,
    progress: @escaping @Sendable (ProgressBar?) -> Void
  ) {
    self.json = json
    self.say = say
    self.show = show
    self.remark = remark
    self.progress = progress
  }

  /// In a shell: figures to standard output, all else to standard error.
  init(json: Bool, _ shell: Shell) {
    let output = shell.output
    let status = StatusLine(shell.error)
    self.init(
      json: json, say: { lines in for line in lines { output.line(line) } },
      show: { sheet, figures in for line in sheet.lines(of: figures) { output.line(line) } },
      remark: { status.line($0) },
      progress: { bar in
        bar.map { status.show("\($0.done) of \($0.total)  \($0.label)") } ?? status.clear()
      })
  }

  /// At the prompt: everything is recorded, and whoever reads the journal lays it out.
  init(json: Bool, journal: Journal) {
    let recorded = RecordedProgress(journal)
    self.init(
      json: json, say: { journal.record(.learner, .answered($0)) },
      show: { sheet, figures in
        let fields = figures.flatMap(\.members).map { Field($0.name, $0.value) }
        journal.record(.learner, .figures(sheet: sheet.rawValue, fields))
      },
      remark: { if !json { journal.record(.learner, .answered([$0])) } },
      progress: { recorded.show($0) })
    measured = { figure in
      journal.record(.lab, .measured(figure.members.map { Field($0.name, $0.value) }))
    }
  }

  /// Tells of figures that belong together.
  func take(_ figures: [WildFigure], as sheet: WildSheet) {
    progress(nil)
    figures.forEach(measured)
    if json { say(figures.map(\.json)) } else { show(sheet, figures) }
  }
}

/// A file that a comparison is written to.
enum WildFile {
  /// Refuses a place that cannot be written, before minutes are spent.
  static func check(_ file: String?) throws(CommandFailure) {
    guard let file else { return }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw unwritable(file) }
    close(descriptor)
  }

  /// Writes it.
  static func write(_ text: String, to file: String) throws(CommandFailure) {
    do { try Data(text.utf8).write(to: URL(filePath: file)) } catch { throw unwritable(file) }
  }

  private static func unwritable(_ file: String) -> CommandFailure {
    .failed("\(file) cannot be written: is its folder there, and writable?")
  }
}
