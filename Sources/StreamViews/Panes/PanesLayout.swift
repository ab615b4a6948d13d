internal import EventStream
public import Observations
public import Terminal

/// Server on the left, client on the right, live.
///
/// Feed it observations as they come, ask it for a frame whenever there is time to paint one: it
/// keeps the newest ``entryLimit`` exchanges and costs the same however fast they come.
public struct PanesLayout: Sendable {
  /// How many events, with what became of them, are kept for ``transcript(width:)``.
  public static let entryLimit = 500
  /// How many rows of the beginning of a stream stay as ordinary text when the panes go: heads and
  /// the first event.
  public static let firstRows = 24
  /// How many of its newest rows stay; a row between them says how many there were.
  public static let newestRows = 24
  /// Narrower than this, the panes are stacked.
  public static let sideBySideWidth = 80
  /// On a screen with fewer rows there are no panes, only the title of one of them.
  public static let fewestRows = 10
  /// With still fewer there is only text.
  public static let fewestRowsForTitle = 4
  /// On a screen with fewer columns there is only text.
  public static let fewestColumns = 20

  /// Whether raw bytes are shown instead of what they mean.
  public var wire: Bool
  var log = ExchangeLog()
  private var fold = ExchangeLog.Moment()

  /// Makes panes that have seen nothing yet.
  public init(wire: Bool = false) {
    self.wire = wire
  }

  /// Takes an observation in.
  public mutating func add(_ observation: Observation) {
    log.add(observation, wire: wire)
  }

  /// Goes on after observations that the journal let go before they could be shown.
  ///
  /// How both sides stand is right again; what was exchanged meanwhile is missing, and a row says
  /// so.
  public mutating func skip(_ slice: JournalSlice) {
    if slice.missing > 0 { log.skip(slice) }
  }

  /// Whether nothing has been exchanged since the beginning, or since it was forgotten.
  public var isEmpty: Bool { log.entries.isEmpty }

  /// Forgets what was exchanged so far, for it is shown elsewhere; how both sides stand is kept.
  public mutating func forgetExchanges() {
    log.forget()
  }

  /// Forgets the stream that has ended; the next one is counted from nothing.
  public mutating func startOver() {
    log.startOver()
    markFold()
  }

  /// Something else stands in the panes' place from now on.
  public mutating func markFold() {
    fold = log.moment
  }

  /// One row instead of the panes: how the stream stands, and what has come since ``markFold()``.
  ///
  /// Nil while all is as it was then.
  public func foldedRow(width: Int, now: Duration) -> Row? {
    PanesTitle.folded(log, since: fold, now: now)?.row(width: width)
  }

  /// The panes for a screen of this size.
  ///
  /// - Parameters:
  ///   - size: The whole screen; the panes leave room for the prompt and some text.
  ///   - now: The time on the clock of the observations, for countdown and rates.
  /// - Returns: Rows, or nil when the screen is too small.
  public func frame(size: Size, now: Duration) -> [Row]? {
    if size.rows < Self.fewestRowsForTitle || size.columns < Self.fewestColumns { return nil }
    if size.rows < Self.fewestRows {
      return [PanesTitle.main(log, now: now).row(width: size.columns)]
    }
    let height = min(size.rows - 4, max(8, size.rows * 6 / 10))
    if size.columns < Self.sideBySideWidth {
      return PanesFrame(log: log, width: size.columns, now: now).stacked(height: height)
    }
    return PanesFrame(log: log, width: size.columns, now: now).sideBySide(height: height)
  }

  /// The ``firstRows`` and the ``newestRows`` as ordinary text of this width, for when the panes go.
  public func transcript(width: Int) -> [Row] {
    if isEmpty { return [] }
    return PanesFrame(log: log, width: width, now: .zero)
      .transcript(first: Self.firstRows, newest: Self.newestRows)
  }
}
