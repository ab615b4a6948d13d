/// How the learner wants to see what happens, as far as the journal tells.
///
/// Whatever draws keeps one and hands it every observation: so a second viewer, which has nothing
/// but the journal, shows the same as the first.
public struct ViewState: Sendable, Hashable {
  /// The layout in use.
  public private(set) var layout = ScreenLayout.plain
  /// Whether raw bytes, chunk framing and header lines are shown.
  public private(set) var wire = false
  /// The line that stands ready at the next prompt, so that Enter runs it; empty for none.
  public private(set) var typedAhead = ""

  /// Whether what runs is being put away, so that how it ends is of no interest.
  public private(set) var isClearingAway = false

  /// A side of the view; the last observation of each tells how it stands.
  enum Aspect: Hashable { case layout, wire, typedAhead, clearing }

  /// Begins with plain lines, no wire and nothing ready.
  public init() {}

  /// Takes in what happened, if it says how to look.
  public mutating func take(_ happening: Happening) { _ = aspect(setBy: happening) }

  /// Takes in what happened, and says which side of the view it has set; nil when none.
  mutating func aspect(setBy happening: Happening) -> Aspect? {
    switch happening {
    case .layout(let layout):
      self.layout = layout
      return .layout
    case .wire(let isShown):
      wire = isShown
      return .wire
    case .typedAhead(let line):
      typedAhead = line
      return .typedAhead
    case .clearingAway, .clearedAway:
      isClearingAway = happening == .clearingAway
      return .clearing
    default: return nil
    }
  }
}
