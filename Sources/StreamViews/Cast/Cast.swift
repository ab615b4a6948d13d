public import Terminal
internal import VisibleText

/// A recording of a terminal: what was written to it, and when.
///
/// Its ``file`` is an asciinema recording of version 2, the only one that all players read. No line
/// of it is blank: there a player in use ends.
public struct Cast: Sendable, Hashable {
  /// Something that was written.
  public struct Output: Sendable, Hashable {
    /// How long after the beginning.
    public let time: Duration
    /// The text, escape sequences among it.
    public let text: String
  }

  /// The size of the terminal, which stays.
  public let size: Size
  /// What was written, in its order.
  public private(set) var outputs: [Output] = []

  /// Starts a recording.
  public init(size: Size) { self.size = size }

  /// Adds what was written; nothing is no event.
  ///
  /// Times do not go back: an earlier one counts as the last.
  public mutating func write(_ text: String, at time: Duration) {
    guard !text.isEmpty else { return }
    outputs.append(Output(time: max(time, outputs.last?.time ?? .zero), text: text))
  }

  /// It as a file: a header, then a line for each output.
  public var file: String {
    let header = JSONText.object([
      ("version", "2"), ("width", String(size.columns)), ("height", String(size.rows)),
    ])
    return ([header] + outputs.map(\.json)).map { $0 + "\n" }.joined()
  }
}

extension Cast.Output {
  /// `[seconds, "o", text]`.
  var json: String { "[\(time.castSeconds),\"o\",\(JSONText.quoted(text))]" }
}

extension Duration {
  /// In seconds with six digits, as recordings have them.
  var castSeconds: String {
    let (seconds, rest) = components
    let digits = String(rest / 1_000_000_000_000 + 1_000_000).dropFirst()
    return "\(seconds).\(digits)"
  }
}
