public import Observations
internal import ScalingFigures
internal import Terminal
internal import WildFigures

/// Figures in words: they are recorded as figures, and drawn from them.
extension Wording {
  /// How the streams of a page in a browser stood when it had been watched.
  static func browsed(_ figures: [Field]) -> [Row] {
    let figures = Dictionary(
      figures.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    func number(_ name: String) -> Int { figures[name].flatMap { Int($0) } ?? 0 }
    let more = number("more") > 0 ? ["… and \(number("more")) more"] : []
    if let end = figures["end"] {
      let pieces = number("pieces")
      let sum = "\(pieces) piece\(pieces == 1 ? "" : "s"), \(number("bytes")) bytes"
      return (more + ["after \(number("milliseconds")) ms: \(sum), \(end)"]).map(answer)
    }
    let (open, connecting, failed) = (number("open"), number("connecting"), number("failed"))
    guard number("streams") > 1 else {
      let state = open > 0 ? "1 OPEN" : failed > 0 ? "2 CLOSED" : "0 CONNECTING"
      return (more + ["after \(number("milliseconds")) ms: readyState \(state)"]).map(answer)
    }
    let closed = failed > 0 ? ", \(failed) CLOSED" : ""
    let count = number("connections")
    let wires = "on \(count) connection\(count == 1 ? "" : "s"), \(figures["version"] ?? "")"
    let lines = [
      "\(number("streams")) streams: \(open) OPEN, \(connecting) CONNECTING\(closed)",
      count > 0 ? wires : "", fetch(figures),
    ]
    return (more + lines.filter { !$0.isEmpty }).map(answer)
  }

  /// What became of an ordinary request beside the streams; nothing when none was made.
  private static func fetch(_ figures: [String: String]) -> String {
    guard let outcome = figures["fetch"] else { return "" }
    let fetch = "fetch \(figures["ordinary"] ?? "")"
    let time = figures["fetch-ms"] ?? ""
    return switch outcome {
    case "failed": "\(fetch): failed, without a reason for the page"
    case "waiting": "\(fetch): no answer in \(time) ms"
    default: "\(fetch): \(outcome) in \(time) ms"
    }
  }
}

extension Happening {
  /// The lines of a command's answer, its figures laid out; nil for what is no answer.
  ///
  /// Figures of a sheet that is not known stand below each other, name and value.
  public var answerLines: [String]? {
    switch self {
    case .answered(let lines): return lines
    case .figures(let name, let figures):
      if let sheet = ClassSheet(rawValue: name) { return sheet.lines(of: figures) }
      let members = figures.map { (name: $0.name, value: $0.value) }
      if let sheet = WildSheet(rawValue: name) {
        return sheet.lines(of: WildFigure.figures(of: members))
      }
      guard let sheet = ScalingSheet(rawValue: name) else {
        return figures.map { "\($0.name)  \($0.value)" }
      }
      return sheet.lines(of: ScalingStep.steps(of: members))
    default: return nil
    }
  }
}
