/// What the stand-in says, whatever it is asked; and it says so.
struct CannedAnswer: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case text
    /// The arguments of a call, as JSON in pieces, none of which is JSON by itself.
    case toolCall(name: String)
  }

  let kind: Kind
  let tokens: [String]

  var isToolCall: Bool { kind != .text }

  /// A sentence or two, with characters of one to four bytes.
  static let text = CannedAnswer(
    kind: .text,
    tokens: [
      "This", " text", " is", " canned", ":", " no", " model", " runs", " here", ".", " It",
      " comes", " a", " token", " at", " a", " time", ",", " na", "ïve", " and", " 流れ", " and",
      " 🌊", ",", " as", " a", " real", " one", "'s", " would", ".",
    ])

  /// A call of a tool.
  static let toolCall = CannedAnswer(
    kind: .toolCall(name: "weather"),
    tokens: [#"{"ci"#, #"ty": "Z"#, #"ürich", "#, #""days": "#, "3", "}"])
}
