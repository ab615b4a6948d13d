/// What an unchanged diploma says, and what is known of the key that has signed it.
public struct VerifiedDiploma: Sendable, Hashable {
  /// Who has signed it, as far as that is known here.
  public enum Signer: Sendable, Hashable {
    /// The key of this state folder.
    case own
    /// A key that was made known by `diploma trust`, under this label.
    case trusted(String)
    /// Any other: the signature shows only that nothing was changed since.
    case unknown
  }

  /// What was held against the signature.
  public enum Subject: Sendable, Hashable {
    /// A picture or a print: every byte of it.
    case page
    /// The credential alone; a print with its code on it was not seen.
    case credential
  }

  /// Whose it is, as it says.
  public let name: String
  /// The course and the quiz.
  public let achievement: String
  /// The grade.
  public let grade: String
  /// The day on which the quiz was handed in.
  public let day: String
  /// Who has issued it, as it says itself; only the fingerprint proves it.
  public let issuer: String
  /// The short name of the issuer's key, to be compared with the one that the issuer has told.
  public let fingerprint: Fingerprint
  /// The short code.
  public let code: DiplomaCode
  /// Who has signed it, as far as that is known here.
  public let signer: Signer
  /// What was held against the signature.
  public let subject: Subject
  /// What it says of programs that were built in the workshop.
  public var built: [String] = []

  /// It in lines for a terminal.
  ///
  /// Every line begins with a label or with the indentation below one, so that nothing that the
  /// diploma says can pass for a line of this answer.
  public var rows: [String] {
    [verdict] + entry("says", "\(name) has an \(grade) in \(achievement), \(day)")
      + built.flatMap { entry("workshop", $0) } + entry("issuer", "\(issuer) (as it says itself)")
      + entry("key", "\(fingerprint)")
      + entry("code", "\(code)") + entry("checked", checked) + entry("not checked", unchecked)
  }

  private var verdict: String {
    switch signer {
    case .own: "In order: signed by the key of this program here, and unchanged since."
    case .trusted: "In order: signed by a key that is trusted here, and unchanged since."
    case .unknown: "Unchanged since it was signed by a key that is not known here."
    }
  }

  private var checked: String {
    let seen =
      switch subject {
      case .page: "the signature, and that the page shows what was signed"
      case .credential: "the signature; no page was looked at"
      }
    return switch signer {
    case .own: "\(seen); the key is this program's own"
    case .trusted(let label): "\(seen); the key is trusted here as \(label)"
    case .unknown: seen
    }
  }

  private var unchecked: String {
    let learner = "whether the learner sat the quiz alone"
    guard signer == .unknown else { return learner }
    return "who has signed it: anybody can make a key and give it any name. Compare the key with"
      + " what the issuer tells you; 'diploma trust \(fingerprint)' makes it known. Nor \(learner)"
  }

  /// How wide the labels are, and how wide what stands beside them may be.
  private static let (labelWidth, width) = (13, 62)

  private func entry(_ label: String, _ text: String) -> [String] {
    let indent = String(repeating: " ", count: Self.labelWidth)
    return TextWidth.wrap(text, width: Self.width).enumerated().map { index, line in
      index == 0
        ? label + String(repeating: " ", count: Self.labelWidth - label.count) + line
        : indent + line
    }
  }
}
