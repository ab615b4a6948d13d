import Synchronization

/// How the learner wants to see what happens: which layout, and whether down to the bytes.
///
/// Read by whatever draws, changed by `wire` and `layout`.
public final class View: Sendable {
  /// How the two sides are laid out.
  public enum Layout: String, Sendable, CaseIterable {
    /// Live panes above the prompt.
    case panes
    /// Both sides in time order, in two columns.
    case columns
    /// One prefixed line for each thing that happens.
    case plain
  }

  private let state: Mutex<(layout: Layout, wire: Bool)>

  /// Makes a view.
  public init(layout: Layout = .plain, wire: Bool = false) {
    state = Mutex((layout, wire))
  }

  /// The layout in use.
  public var layout: Layout {
    get { state.withLock(\.layout) }
    set { state.withLock { $0.layout = newValue } }
  }

  /// Whether raw bytes, chunk framing and header lines are shown.
  public var wire: Bool {
    get { state.withLock(\.wire) }
    set { state.withLock { $0.wire = newValue } }
  }
}
