import ScalingFigures

/// What a run showed, in sentences computed from its figures and from nothing else.
public enum ScalingWords {
  /// The sentences: what each model did, how they compare, and what the run cannot show.
  ///
  /// What no run on this machine can show is left out where it has been said.
  public static func sentences(of report: ScalingReport, withLimits: Bool = true) -> [String] {
    report.models.flatMap { outcome(of: $0, report) } + comparison(report)
      + (withLimits ? limits(of: report) : []) + report.notes
  }

  /// The sentences broken into lines of at most 80 columns.
  public static func lines(of report: ScalingReport, withLimits: Bool = true) -> [String] {
    sentences(of: report, withLimits: withLimits).flatMap { wrapped($0, width: 80) }
  }

  // MARK: One model

  private static func outcome(of model: String, _ report: ScalingReport) -> [String] {
    let steps = report.steps(of: model)
    guard let last = steps.last, let most = steps.map(\.served).max() else { return [] }
    if steps.allSatisfy({ $0.served == $0.clients }), steps.allSatisfy({ $0.ordinaryMs != nil }) {
      return [
        "\(model) served every stream that was asked for, \(grouped(most)) in the last step"
          + ", with \(count(last.processes, "process", "processes")) and "
          + "\(count(last.threads, "thread", "threads")), and answered the ordinary request beside "
          + "them in \(last.ordinaryMs.map(rounded) ?? "-") ms."
      ]
    }
    return [wall(of: model, steps, most), silence(of: model, steps)].compactMap { $0 }
  }

  private static func wall(of model: String, _ steps: [ScalingStep], _ most: Int) -> String? {
    guard let short = steps.first(where: { $0.served < $0.clients }) else { return nil }
    let last = steps.last ?? short
    let fates = [
      last.silent > 0 ? "\(count(last.silent, "client", "clients")) waited without a word" : nil,
      last.refused > 0 ? "\(count(last.refused, "was", "were")) refused" : nil,
    ].compactMap { $0 }
    return "\(model) never served more than \(count(most, "stream", "streams")): asked for "
      + "\(grouped(short.clients)) it served \(grouped(short.served)), and of the "
      + "\(grouped(last.clients)) of its last step \(fates.joined(separator: " and "))."
  }

  private static func silence(of model: String, _ steps: [ScalingStep]) -> String? {
    guard let first = steps.first(where: { $0.ordinaryMs == nil }) else { return nil }
    let before = steps.last { $0.clients < first.clients && $0.ordinaryMs != nil }
    let earlier = before.flatMap { step in
      step.ordinaryMs.map {
        "; with \(grouped(step.clients)) it had been answered in \(rounded($0)) ms"
      }
    }
    return "With \(grouped(first.clients)) streams open, an ordinary request to \(model) got no "
      + "answer in the step\(earlier ?? "")."
  }

  // MARK: All models

  private static func comparison(_ report: ScalingReport) -> [String] {
    let costs = report.models.compactMap { StreamCost(of: report.steps(of: $0)) }
    guard let least = costs.min(by: { $0.perStream < $1.perStream }) else { return [] }
    return costs.filter { $0.model != least.model && $0.perStream > 0 }.map { cost in
      "One more stream costs \(bytes(Int(cost.perStream))) of memory in \(cost.model) and "
        + "\(bytes(Int(least.perStream))) in \(least.model): "
        + "\(rounded(cost.perStream / least.perStream)) times as much."
    }
  }

  private static func limits(of report: ScalingReport) -> [String] {
    guard let most = report.steps.map(\.clients).max() else { return [] }
    return [
      "What this machine cannot show: clients and servers shared its "
        + "\(count(report.machine.processors, "processor", "processors")) and talked over "
        + "loopback, so no network delayed or lost anything; the kernel's own memory for "
        + "connections is not counted; a process may open "
        + "\(grouped(report.machine.descriptors)) descriptors here, so \(grouped(most)) streams "
        + "say nothing of a million."
    ]
  }

  private static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(grouped(number)) \(number == 1 ? one : many)"
  }
}

/// Text broken at spaces into lines of at most so many columns; a longer word stands alone.
func wrapped(_ text: String, width: Int) -> [String] {
  text.split(separator: " ").reduce(into: []) { lines, word in
    if let last = lines.last, last.count + 1 + word.count <= width {
      lines[lines.count - 1] = last + " " + word
    } else {
      lines.append(String(word))
    }
  }
}
