import VisibleText

/// One thing that was measured of one program of others: a cell of a table, and a row of
/// `docs/wild.md`.
public struct WildFigure: Sendable, Hashable {
  /// What kind of program it is.
  public enum Kind: String, Sendable, CaseIterable { case proxy, browser }

  /// What kind of program it is.
  public var kind: Kind
  /// The program, as `nginx`.
  public var subject: String
  /// Its version, as it says it itself; empty where it does not say.
  public var version: String
  /// What was looked at, as in ``ProxyTopic`` or ``BrowserTopic``.
  public var topic: String
  /// Under which circumstance, as in ``ProxyOrigin``; empty where there is but one.
  public var circumstance: String
  /// The time that it took, where it is one.
  public var milliseconds: Int?
  /// What came of it, in a word or a figure with its unit.
  public var words: String

  /// Makes a figure.
  public init(
    kind: Kind, subject: String, version: String, topic: String, circumstance: String = "",
    milliseconds: Int? = nil, words: String
  ) {
    self.kind = kind
    self.subject = subject
    self.version = version
    self.topic = topic
    self.circumstance = circumstance
    self.milliseconds = milliseconds
    self.words = words
  }
}

extension WildFigure {
  /// What was asked, for who reads it.
  public var asks: String {
    switch kind {
    case .proxy: ProxyTopic(rawValue: topic)?.meaning ?? topic
    case .browser: BrowserTopic(rawValue: topic)?.question ?? topic
    }
  }

  /// It as one JSON object on one line, its members in the documented order.
  public var json: String {
    JSONText.object([
      ("of", JSONText.quoted(kind.rawValue)), ("subject", JSONText.quoted(subject)),
      ("version", JSONText.quoted(version)), ("topic", JSONText.quoted(topic)),
      ("asks", JSONText.quoted(asks)), ("circumstance", JSONText.quoted(circumstance)),
      ("milliseconds", milliseconds.map { "\($0)" } ?? "null"),
      ("words", JSONText.quoted(words)),
    ])
  }

  /// Its members by name, as an observation keeps them; a time that there is none of is left out.
  public var members: [(name: String, value: String)] {
    [("of", kind.rawValue), ("subject", subject), ("version", version), ("topic", topic)]
      + (circumstance.isEmpty ? [] : [("circumstance", circumstance)])
      + (milliseconds.map { [("milliseconds", "\($0)")] } ?? []) + [("words", words)]
  }

  /// The figures whose ``members`` these are, one behind the other: each begins with its `of`.
  ///
  /// A name that is not known is passed over.
  public static func figures(of members: [(name: String, value: String)]) -> [Self] {
    var figures: [Self] = []
    for (name, value) in members {
      if name == "of" {
        figures.append(
          Self(
            kind: Kind(rawValue: value) ?? .proxy, subject: "", version: "", topic: "", words: ""))
      } else if !figures.isEmpty {
        figures[figures.count - 1].take(name, value)
      }
    }
    return figures
  }

  private mutating func take(_ name: String, _ value: String) {
    switch name {
    case "subject": subject = value
    case "version": version = value
    case "topic": topic = value
    case "circumstance": circumstance = value
    case "milliseconds": milliseconds = Int(value)
    case "words": words = value
    default: break
    }
  }
}
