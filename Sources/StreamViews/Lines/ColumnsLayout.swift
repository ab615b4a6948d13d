internal import EventStream
public import Observations
public import Terminal

/// The server's lines on the left, the client's on the right, one below the other as they happened.
///
/// Append only: nothing on the screen changes any more, so it reads well afterwards.
public struct ColumnsLayout: Sendable {
  /// Narrower than this (60 cells) there is no room for two columns: lines are prefixed instead.
  public static let narrowestWidth = 60

  /// The width of the screen.
  public var width: Int
  /// Whether raw bytes are shown instead of what they mean.
  public var wire: Bool
  private var sides = SideRows()

  /// Makes a layout that has seen nothing yet.
  public init(width: Int, wire: Bool = false) {
    self.width = width
    self.wire = wire
  }

  /// The rows that this observation adds.
  public mutating func rows(for observation: Observation) -> [Row] {
    if observation.side == .learner { return [] }
    let rows = sides.rows(for: observation, wire: wire)
    let side = observation.side
    guard width >= Self.narrowestWidth else {
      return rows.map { row in
        let label = Row("\(side.label) │ ", .faint)
        var labelled = label + row
        labelled.hang = label.width + 2
        return labelled
      }
    }
    let middle = width / 2
    let isLeft = side != .client && side != .browser
    let room = isLeft ? middle - 1 : width - middle - 2
    return rows.flatMap { $0.wrapped(to: room, indent: "  ") }.map { row in
      let divider = Row([Row.Span("│ ", .faint, column: middle)])
      return isLeft ? row + divider : divider + row
    }
  }

  /// Goes on where panes have been: in the middle of a line, of a chunk.
  public mutating func takeOver(from panes: PanesLayout) {
    sides = SideRows(following: panes.log.wires)
  }

  /// Goes on after observations that the journal let go before they could be shown.
  ///
  /// - Returns: A row that says so; nothing when none are missing.
  public mutating func skip(_ slice: JournalSlice) -> [Row] {
    guard slice.missing > 0 else { return [] }
    sides = SideRows()
    return Wording.missing(slice.missing).wrapped(to: width)
  }
}
