import Observations

/// What stays on the wall itself: what is said of single learners, to their teacher.
struct WallPrivacy: Sendable {
  private var isPrivate = false

  /// Whether an observation is to be kept from everybody who looks on elsewhere.
  ///
  /// A command for the teacher is, and all that is answered until the next one.
  mutating func withholds(_ observation: Observation) -> Bool {
    guard observation.side == .learner else { return false }
    switch observation.happening {
    case .command(let line, _):
      isPrivate = (try? CommandLanguage.command(line)) is any TeachersCommand
      return isPrivate
    case .answered, .figures, .refused, .page: return isPrivate
    default: return false
    }
  }
}
