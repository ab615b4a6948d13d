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

  /// Begins with plain lines, no wire and nothing ready.
  public init() {}

  /// Takes in what happened, if it says how to look.
  public mutating func take(_ happening: Happening) {
    switch happening {
    case .layout(let layout): self.layout = layout
    case .wire(let isShown): wire = isShown
    case .typedAhead(let line): typedAhead = line
    default: break
    }
  }
}
