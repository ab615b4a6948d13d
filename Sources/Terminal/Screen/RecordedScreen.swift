internal import Synchronization

/// A terminal that is not there: what would be written to one is kept, byte for byte.
///
/// It draws as ``Console`` does, by the same ``Screen``, but has no prompt of its own.
public struct RecordedScreen: Sendable {
  private final class Paper: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }

  private let paper: Paper
  private var screen: Screen

  /// Starts an empty screen of a size that does not change.
  public init(size: Size, color: Bool = true) {
    let paper = Paper()
    self.paper = paper
    screen = Screen(escapes: true, color: color, size: size) { bytes in
      paper.bytes.withLock { $0 += bytes }
    }
  }

  /// Prints rows above the panes.
  public mutating func print(_ rows: [Row]) {
    if !rows.isEmpty { screen.redraw(printing: rows, cursorRow: 0, drawPrompt: nil) }
  }

  /// Puts these panes below the text; none: takes them away and leaves `rows` in their place.
  public mutating func show(panes: [Row], leaving rows: [Row] = []) {
    guard panes.count != screen.panes.count || !rows.isEmpty else {
      return screen.paint(panes, cursorRow: 0)
    }
    screen.redraw(printing: rows, panes: panes, cursorRow: 0, drawPrompt: nil)
  }

  /// Empties the screen but for the panes.
  public mutating func clear() {
    screen.forget()
    screen.repaint(keepingText: false, panes: screen.panes, drawPrompt: nil)
  }

  /// What has been written since this was last asked.
  public mutating func written() -> String {
    paper.bytes.withLock { bytes in
      defer { bytes = [] }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
