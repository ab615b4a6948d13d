/// One rule that a subject keeps or breaks, with the checks that find out.
///
/// A subject that breaks one rule fails the checks of that rule and hardly any other: so the names
/// of failed rules say what is wrong. `sse lint --conformance` proves it with a planted fault each.
public struct Rule: Sendable {
  /// How much a rule binds.
  public enum Level: String, Sendable, CaseIterable {
    /// The standard requires it.
    case must = "MUST"
    /// The standard recommends it.
    case should = "SHOULD"
    /// No standard says so; those who run streams do.
    case practice
  }

  /// What is judged: the first part of every check's id.
  public enum Subject: String, Sendable, CaseIterable { case parser, client, server }

  /// A name of small letters, digits and hyphens.
  public var name: String
  /// What it asks for, as one sentence without a full stop.
  public var title: String
  /// The section of the standard, as in `HTML 9.2.6`.
  public var section: String
  /// How much it binds.
  public var level: Level
  /// Why it matters and whom it hurts, one sentence.
  public var why: String
  /// Where to read: the lesson and the heading of its page.
  public var lesson: String
  /// How others solve it, where that is worth a sentence.
  public var advice: String?
}

/// One thing to find out about a subject.
public struct Check: Sendable {
  /// What is done, and what must come of it.
  public enum Body: Sendable {
    /// Bytes for a parser.
    case stream(StreamCheck)
    /// What a server does to a client.
    case scenario(Scenario)
    /// What is asked of a server.
    case visit(Visit)
    /// Streams of other rules, cut into pieces.
    case cuts(of: [String])
  }

  /// `parser/one-space/two`: subject, rule, and its own name.
  public var id: String
  /// What it finds out, as one sentence without a full stop.
  public var title: String
  /// The rule that it belongs to.
  public var rule: Rule
  /// How much it binds, where that is not what the rule says.
  public var level: Rule.Level
  /// Why it matters and whom it hurts.
  public var why: String
  /// What is done.
  public var body: Body
}

extension Check {
  /// Whether a check of a server ends it, looks at its process or its sockets, or loads it.
  public var looksAtTheServerItself: Bool {
    guard case .visit(let visit) = body else { return false }
    return !visit.needs.isDisjoint(with: [.start, .pid, .local, .load])
  }
}
