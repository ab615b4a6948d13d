import FoundationEssentials
public import ScalingFigures

extension ScalingStep {
  /// Reads the steps of an earlier run: one JSON object a line, as ``json`` writes them.
  ///
  /// Throws ``ScalingError/unreadableStep(line:)`` for the first line that is not a step.
  public static func steps(ofLines text: String) throws(ScalingError) -> [ScalingStep] {
    var steps: [ScalingStep] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
      guard let step = try? JSONDecoder().decode(ScalingStep.self, from: Data(line.utf8)) else {
        throw .unreadableStep(line: index + 1)
      }
      steps.append(step)
    }
    return steps
  }
}
