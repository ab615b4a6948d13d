internal import EventStream
public import Observations
public import Terminal

/// One line after the other, each saying whose it is: for pipes, for files, for screen readers.
///
///     server │ id: 1
///     client │ event  message  id 1  An update from the server at 12:23:16.
public struct PlainLayout: Sendable {
  /// How a line says whose it is.
  public enum Prefix: Sendable, Hashable {
    /// `server │ `, in columns: for transcripts.
    case columns
    /// `server: `, nothing that a screen reader would spell out.
    case spoken
  }

  /// Whether raw bytes are shown instead of what they mean.
  public var wire: Bool
  /// Whether what the learner entered, and the answers, are shown too.
  public var learner: Bool
  /// The width of the screen: a page of Markdown is laid out for no more.
  public var width = Wording.pageWidth
  /// Whether code in the text of a page keeps its backquotes, where no colour sets it off.
  public var marksCode = false
  private let prefix: Prefix
  private var sides = SideRows()
  private var streams = StreamsState()

  /// Makes a layout that has seen nothing yet.
  public init(wire: Bool = false, learner: Bool = false, prefix: Prefix = .columns) {
    self.wire = wire
    self.learner = learner
    self.prefix = prefix
  }

  /// The rows that this observation adds.
  public mutating func rows(for observation: Observation) -> [Row] {
    let rows = labelledRows(for: observation)
    return prefix == .spoken ? rows.compactMap(\.spoken) : rows
  }

  private mutating func labelledRows(for observation: Observation) -> [Row] {
    let areSeveral = takeSeveral(observation)
    if observation.side == .learner {
      guard learner else { return [] }
      var happening = observation.happening
      if prefix == .spoken, case .page(let text) = happening {
        happening = .page(text.withSpokenSigns)
      }
      return Wording.rows(for: happening, width: width, marksCode: marksCode)
    }
    let label = self.label(observation, withNumber: areSeveral)
    let rows = sides.rows(for: observation, wire: wire)
    return rows.map { row in
      var labelled = label + (row.spans.isEmpty ? blank : row)
      labelled.hang = label.width + 2
      return labelled
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
    streams.skip(slice)
    return [Wording.missing(slice.missing)]
  }

  /// What stands for an empty line.
  private var blank: Row { prefix == .spoken ? "(blank line)" : Row() }

  /// Takes an observation in, and says whether its side has several ends at that moment.
  private mutating func takeSeveral(_ observation: Observation) -> Bool {
    // One that ends here still counts.
    let before = observation.happening.endsConnection ? streams.count(of: observation.side) : 0
    streams.take(observation)
    return observation.source > 0 && max(before, streams.count(of: observation.side)) > 1
  }

  private func label(_ observation: Observation, withNumber: Bool) -> Row {
    var label = observation.side.label
    if withNumber { label += " \(observation.source)" }
    switch prefix {
    case .columns:
      let pad = max(0, Observation.Side.labelWidth - label.count)
      return Row(label + String(repeating: " ", count: pad) + " │ ", .faint)
    case .spoken: return Row("\(label): ")
    }
  }
}
