import Yams

/// What a page has its reader build: checks that a program of the reader's own must pass.
///
/// The checks are those of the conformance suite, by id; the steps of a lesson build on each other,
/// so what an earlier step asks goes on to hold.
public struct BuildStep: Sendable, Hashable {
  /// What is built: the first part of every check's id.
  public enum Subject: String, Sendable, Hashable, CaseIterable { case parser, client, server }

  /// An id of a check, or a pattern of ids in which `*` stands for anything.
  public struct Pattern: Sendable, Hashable {
    /// As it is written.
    public let text: String
    /// Where it stands in the file.
    public let place: SourceLocation
  }

  /// Its number in the lesson, counted from 1.
  public internal(set) var number: Int
  /// What is built.
  public let subject: Subject
  /// The checks that are new with this step.
  public let checks: [Pattern]
  /// What of them need not pass yet.
  public let mayFail: [Pattern]
  /// Ever stronger hints.
  public let hints: [String]
  /// The number of the solution that is this page's; its own number unless the page says otherwise.
  public internal(set) var solution: Int
  /// Where the block stands in its file.
  public let place: SourceLocation

  /// What the progress of a lesson remembers its hints by.
  public var id: String { "step-\(number)" }
}

/// Reads the YAML of a build block.
struct BuildStepReader {
  static let keys = ["subject", "checks", "may-fail", "hints", "solution"]

  let fields: FieldReader

  /// The step, its number still to be given; nil, with complaints, when it has no subject or checks.
  func step() -> BuildStep? {
    fields.allow(Self.keys)
    let checks = patterns("checks")
    if checks.isEmpty { fields.complainMissing("checks") }
    let mayFail = patterns("may-fail")
    let solution = fields.integer("solution", in: 1...99) ?? 0
    guard let name = fields.need("subject") else { return nil }
    guard let subject = BuildStep.Subject(rawValue: name) else {
      let known = BuildStep.Subject.allCases.map(\.rawValue)
      fields.complain(
        .wrongValue, "subject", "'\(name)' is nothing to build: parser, client or server",
        suggestion: Suggestion.didYouMean(name, of: known))
      return nil
    }
    guard !checks.isEmpty else { return nil }
    return BuildStep(
      number: 0, subject: subject, checks: checks, mayFail: mayFail, hints: fields.texts("hints"),
      solution: solution, place: fields.place)
  }

  private func patterns(_ key: String) -> [BuildStep.Pattern] {
    guard let node = fields.node(key) else { return [] }
    if let scalar = node.scalar {
      return [BuildStep.Pattern(text: scalar.string, place: fields.part.place(of: node))]
    }
    return fields.nodes(key).compactMap { node in
      guard let scalar = node.scalar else {
        fields.complain(.wrongValue, key, "'\(key)' must be a list of ids of checks")
        return nil
      }
      return BuildStep.Pattern(text: scalar.string, place: fields.part.place(of: node))
    }
  }
}
