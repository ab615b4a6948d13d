public import Conformance
public import Workbook

/// The steps of a path, with the checks that each asks for.
public struct WorkshopPlan: Sendable {
  /// A step of it.
  public struct Step: Sendable {
    /// What stands on its page.
    public let build: BuildStep
    /// The page's title.
    public let title: String
    /// The checks that are new with it, in the order of the page.
    public let checks: [Check]

    /// Its number, counted from 1.
    public var number: Int { build.number }
  }

  /// The lesson.
  public let lesson: Lesson
  /// The steps, in their order.
  public let steps: [Step]
  /// All checks, for the parser's that are made of others'.
  public let suite: Suite

  /// The plan of a path; nil when no lesson of the course builds it.
  public init?(_ path: String, of course: Course, suite: Suite) {
    guard let lesson = course.lessons.first(where: { $0.builds == path }), !lesson.steps.isEmpty
    else { return nil }
    self.init(lesson, suite: suite)
  }

  /// The plan of a lesson.
  public init(_ lesson: Lesson, suite: Suite) {
    self.lesson = lesson
    self.suite = suite
    var asked: Set<String> = []
    steps = lesson.pages.compactMap { page in
      guard let build = page.step else { return nil }
      let checks = Self.checks(of: build, suite).filter { asked.insert($0.id).inserted }
      return Step(build: build, title: page.title, checks: checks)
    }
  }

  /// The paths that the lessons of a course build.
  public static func paths(of course: Course) -> [String] { course.lessons.compactMap(\.builds) }

  /// What is built.
  public var subject: Rule.Subject {
    steps.first.flatMap { Rule.Subject(rawValue: $0.build.subject.rawValue) } ?? .server
  }

  /// The checks that hold once a step is done.
  public func checks(through number: Int) -> [Check] {
    steps.prefix(number).flatMap(\.checks)
  }

  /// The checks that a step is the first to ask for, by their ids.
  public func step(of check: Check) -> Int {
    steps.first { $0.checks.contains { $0.id == check.id } }?.number ?? 0
  }

  /// The checks that a step's patterns name, in their order, less what may fail.
  static func checks(of build: BuildStep, _ suite: Suite) -> [Check] {
    let excepted = Set(build.mayFail.flatMap { matches($0.text, build, suite) }.map(\.id))
    var seen = excepted
    return build.checks.flatMap { matches($0.text, build, suite) }
      .filter { seen.insert($0.id).inserted }
  }

  /// The checks that a pattern names: the one with just this id, or those that it matches.
  static func matches(_ pattern: String, _ build: BuildStep, _ suite: Suite) -> [Check] {
    guard let subject = Rule.Subject(rawValue: build.subject.rawValue) else { return [] }
    let all = suite.checks(for: subject)
    guard pattern.contains("*") else { return all.filter { $0.id == pattern } }
    return suite.checks(for: subject, only: pattern)
  }
}
