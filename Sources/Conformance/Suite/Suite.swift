import FoundationEssentials
public import Workbook

/// All checks: what the files of the folder `conformance` say.
public struct Suite: Sendable {
  /// The folder beside `lessons` that holds them.
  public static let folderName = "conformance"

  /// The checks in the order of the files and their lines.
  public var checks: [Check]

  /// Reads every `.yaml` of the folder, or says all that is wrong with them.
  public static func load(at folder: String) throws(SuiteProblem) -> Suite {
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
    let files = names.filter { $0.hasSuffix(".yaml") }.sorted()
    guard !files.isEmpty else {
      throw SuiteProblem(diagnostics: [
        Diagnostic(.unreadable, path: folder, message: "no checks are here: it holds no .yaml")
      ])
    }
    let diagnostics = Diagnostics()
    var checks: [Check] = []
    for file in files {
      let path = "\(folder)/\(file)"
      guard let data = manager.contents(atPath: path) else {
        diagnostics.add(Diagnostic(.unreadable, path: path, message: "it cannot be read"))
        continue
      }
      let source = SourceText(path: path, text: String(decoding: data, as: UTF8.self))
      checks += SuiteReader(source: source, diagnostics: diagnostics).checks()
    }
    let problems = diagnostics.all + repeated(in: checks, folder)
    guard problems.isEmpty else { throw SuiteProblem(diagnostics: problems.sorted()) }
    return Suite(checks: checks)
  }

  private static func repeated(in checks: [Check], _ folder: String) -> [Diagnostic] {
    Dictionary(grouping: checks, by: \.id).filter { $0.value.count > 1 }.keys.map { id in
      Diagnostic(.duplicate, path: folder, message: "two checks have the id '\(id)'")
    }
  }

  /// The checks for one kind of subject; of them those whose id matches the pattern, if one is given.
  ///
  /// A pattern is part of an id; `*` in it stands for anything.
  public func checks(for subject: Rule.Subject, only pattern: String? = nil) -> [Check] {
    checks.filter { check in
      check.id.hasPrefix(subject.rawValue + "/")
        && (pattern.map { Self.matches(check.id, $0) } ?? true)
    }
  }

  static func matches(_ id: String, _ pattern: String) -> Bool {
    var rest = id[...]
    for part in pattern.split(separator: "*") {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }

  /// The rules of a kind of subject, in their order.
  public func rules(of subject: Rule.Subject) -> [Rule] {
    var seen: Set<String> = []
    return checks(for: subject).map(\.rule).filter { seen.insert($0.name).inserted }
  }
}

/// What is wrong with the files of a suite.
public struct SuiteProblem: Error, Sendable {
  /// Each problem at its place.
  public var diagnostics: [Diagnostic]
}
