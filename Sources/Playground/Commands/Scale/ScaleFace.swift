import FoundationEssentials
import ScalingFigures
import ScalingLab
import Synchronization
import Terminal

import Glibc

/// Shows a run of the laboratory while it goes on, in a shell and at the prompt alike.
struct ScaleFace: Sendable {
  let json: Bool
  /// Says what belongs together.
  let say: @Sendable ([String]) -> Void
  /// Shows figures, laid out like this.
  let show: @Sendable (ScalingSheet, [ScalingStep]) -> Void
  var status: StatusLine?
  /// Hears how far a step is, and nil when there is nothing to wait for.
  var progress: @Sendable (ProgressBar?) -> Void = { _ in }
  /// Hears of every step, for the journal.
  var measured: @Sendable (ScalingStep) -> Void = { _ in }
  /// Whether to say at the end what no run on this machine can show.
  var saysLimits = true
  /// Said at the end, where the times are those of a program that is not optimised.
  var noteOnTimes = Release.isOptimised ? nil : Release.noteOnTimes
  /// What has been measured so far.
  private let steps = Steps()

  init(
    json: Bool, say: @escaping @Sendable ([String]) -> Void,
    show: @escaping @Sendable (ScalingSheet, [ScalingStep]) -> Void, status: StatusLine? = nil,
    progress: @escaping @Sendable (ProgressBar?) -> Void = { _ in },
    measured: @escaping @Sendable (ScalingStep) -> Void = { _ in }
  ) {
    self.json = json
    self.say = say
    self.show = show
    self.status = status
    self.progress = progress
    self.measured = measured
  }

  /// Runs the plan; what there is to see comes as it is known.
  func follow(_ plan: ScalingPlan) async throws -> ScalingReport {
    let run: ScalingRun
    do { run = try ScalingRun(plan) } catch { throw CommandFailure.usage(error.description) }
    if !json { show(.head, []) }
    defer {
      status?.clear()
      progress(nil)
    }
    let report = try await run.run { follow($0) }
    status?.clear()
    guard !report.steps.isEmpty else {
      throw CommandFailure.failed(report.notes.last ?? "nothing could be measured")
    }
    if !json { conclude(report) }
    if let noteOnTimes { remark(noteOnTimes) }
    return report
  }

  private func follow(_ news: ScalingProgress) {
    progress(news.bar)
    switch news {
    case .step(let step):
      status?.clear()
      steps.add(step)
      measured(step)
      if json { say([step.json]) } else { show(.step, [step]) }
    case .note(let sentence):
      status?.clear()
      remark(sentence)
    case .starting:
      if !json, !steps.all.isEmpty { sayWhatIsKnown() }
      status?.show(news.line)
    case .connecting, .measuring: status?.show(news.line)
    }
  }

  /// Says a sentence that is no figure: in a shell, on standard error.
  private func remark(_ sentence: String) {
    if let status { status.line(sentence) } else if !json { say([sentence]) }
  }

  /// The curves of the models that are done, before the next one begins.
  private func sayWhatIsKnown() {
    status?.clear()
    let steps = steps.all
    if steps.areACurve { show(.served, steps) }
    say([""])
    show(.head, [])
  }

  /// The pictures, where there is more than a point to draw, the costs and the words.
  private func conclude(_ report: ScalingReport) {
    let sheets: [ScalingSheet] = report.steps.areACurve ? [.served, .ordinary, .memory] : []
    for sheet in sheets + [.costs] { show(sheet, report.steps) }
    say([""] + ScalingWords.lines(of: report, withLimits: saysLimits))
  }
}

extension ScalingProgress {
  /// How far a step is: its clients that are served; nil where none waits.
  var bar: ProgressBar? {
    switch self {
    case .starting, .step, .note: nil
    case .connecting(let model, let clients, let served):
      ProgressBar(done: served, total: clients, label: "\(model.rawValue): clients connect")
    case .measuring(let model, let clients, let served):
      ProgressBar(done: served, total: clients, label: "\(model.rawValue): measuring")
    }
  }
}

extension [ScalingStep] {
  /// Whether any model was measured at more than one load.
  fileprivate var areACurve: Bool { Set(map(\.clients)).count > 1 }
}

/// Steps as they come, from whatever thread.
private final class Steps: Sendable {
  private let taken = Mutex<[ScalingStep]>([])
  var all: [ScalingStep] { taken.withLock { $0 } }
  func add(_ step: ScalingStep) { taken.withLock { $0.append(step) } }
}

/// One line on a terminal that is written over and over; on anything else it is not written.
struct StatusLine: Sendable {
  private let output: Output
  private let isTerminal: Bool

  /// Writes to standard error, so that standard output stays clean.
  init(_ output: Output) {
    self.output = output
    isTerminal = isatty(2) == 1
  }

  /// Writes the text over what stood there.
  func show(_ text: String) {
    if isTerminal { output.overwrite(text) }
  }

  /// Takes the text away.
  func clear() {
    if isTerminal { output.overwrite("") }
  }

  /// Writes a line that stays.
  func line(_ text: String) { output.line(text) }
}

/// The files that a run may be written to.
struct ScaleFiles: Sendable {
  var svg: String?
  var html: String?

  /// Refuses a place that cannot be written, before minutes are spent.
  func check() throws(CommandFailure) {
    for file in [svg, html].compactMap({ $0 }) {
      let folder = URL(filePath: file).deletingLastPathComponent().path
      guard access(folder.isEmpty ? "." : folder, W_OK) == 0,
        access(file, F_OK) != 0 || isWritable(file)
      else { throw .failed("\(file) cannot be written: is its folder there, and writable?") }
    }
  }

  /// Writes what was asked for.
  func write(_ report: ScalingReport) throws(CommandFailure) {
    if let svg { try write(ScalingSVG.picture(of: report), to: svg) }
    if let html { try write(ScalingHTML.page(of: report), to: html) }
  }

  private func isWritable(_ file: String) -> Bool { access(file, W_OK) == 0 }

  private func write(_ text: String, to file: String) throws(CommandFailure) {
    do { try Data(text.utf8).write(to: URL(filePath: file)) } catch {
      throw .failed("\(file) cannot be written: is its folder there, and writable?")
    }
  }
}
