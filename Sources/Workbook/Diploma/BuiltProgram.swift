/// A program of the learner's own that was proved in the workshop: a result on a diploma.
public struct BuiltProgram: Sendable, Hashable, Codable {
  /// The path, as in `server`.
  public let path: String
  /// The language, as in `python`.
  public let language: String
  /// How many checks it passes.
  public let checks: Int
  /// SHA-256 of the report, in hexadecimal digits.
  public let digest: String

  /// What was submitted of each path: the language with the most checks.
  static func all(in builds: [BuildProgress]) -> [BuiltProgram] {
    let submitted = builds.compactMap { build in
      build.submission.map {
        BuiltProgram(
          path: build.path, language: build.language, checks: $0.checks, digest: $0.digest)
      }
    }
    return Dictionary(grouping: submitted, by: \.path).values
      .compactMap { $0.max { ($0.checks, $1.language) < ($1.checks, $0.language) } }
      .sorted { $0.path < $1.path }
  }

  /// What it says on the diploma.
  var text: String {
    let noun =
      ["parser", "client", "server"].contains(path) ? "a \(path)" : "the \(path)'s application"
    return "built \(noun) that passes \(checks) checks, in \(languageName)"
  }

  /// What it says in the credential.
  var value: String { "\(text); report sha256 \(digest)" }

  private static let names = ["javascript": "JavaScript", "php": "PHP", "typescript": "TypeScript"]

  private var languageName: String {
    Self.names[language] ?? language.prefix(1).uppercased() + language.dropFirst()
  }
}
