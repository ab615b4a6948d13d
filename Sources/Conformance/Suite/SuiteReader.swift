import Workbook
import Yams

/// Reads one file of a suite.
struct SuiteReader {
  let source: SourceText
  let diagnostics: Diagnostics

  func checks() -> [Check] {
    let part = SourcePart(source: source)
    guard let file = FieldReader(part, named: "a file of checks", diagnostics) else { return [] }
    file.allow(["subject", "rules"])
    guard let name = file.need("subject") else { return [] }
    guard let subject = Rule.Subject(rawValue: name) else {
      file.complain(.wrongValue, "subject", "'subject' is parser, client or server, not '\(name)'")
      return []
    }
    return file.readers("rules", each: "a rule").flatMap { checks(of: $0, subject) }
  }

  private static let ruleKeys = [
    "rule", "title", "section", "level", "why", "lesson", "advice", "checks",
  ]

  private func checks(of reader: FieldReader, _ subject: Rule.Subject) -> [Check] {
    reader.allow(Self.ruleKeys)
    guard let name = name(reader, "rule"), let title = reader.need("title"),
      let section = reader.need("section"), let level = level(reader), let why = reader.need("why"),
      let lesson = reader.need("lesson")
    else { return [] }
    let rule = Rule(
      name: name, title: title, section: section, level: level, why: why, lesson: lesson,
      advice: reader.text("advice"))
    return reader.readers("checks", each: "a check").compactMap { check($0, rule, subject) }
  }

  private func check(_ reader: FieldReader, _ rule: Rule, _ subject: Rule.Subject) -> Check? {
    guard let name = name(reader, "id"), let title = reader.need("title"),
      let body = body(reader, subject)
    else { return nil }
    return Check(
      id: "\(subject)/\(rule.name)/\(name)", title: title, rule: rule,
      level: level(reader, or: rule.level) ?? rule.level, why: reader.text("why") ?? rule.why,
      body: body)
  }

  private func body(_ reader: FieldReader, _ subject: Rule.Subject) -> Check.Body? {
    let common = ["id", "title", "why", "level"]
    switch subject {
    case .parser:
      reader.allow(common + StreamCheck.keys + ["cuts"])
      if reader.has("cuts") { return .cuts(of: reader.texts("cuts")) }
      return .stream(StreamCheck(reader))
    case .client:
      reader.allow(common + Scenario.keys)
      return .scenario(Scenario(reader))
    case .server:
      reader.allow(common + Visit.keys)
      return .visit(Visit(reader))
    }
  }

  private func level(_ reader: FieldReader, or level: Rule.Level? = nil) -> Rule.Level? {
    if level != nil, !reader.has("level") { return level }
    guard let text = reader.need("level") else { return nil }
    guard let level = Rule.Level(rawValue: text) else {
      reader.complain(
        .wrongValue, "level", "'level' is MUST, SHOULD or practice, not '\(text)'")
      return nil
    }
    return level
  }

  private func name(_ reader: FieldReader, _ key: String) -> String? {
    guard let name = reader.need(key) else { return nil }
    let isName = name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
    guard isName else {
      reader.complain(
        .wrongValue, key, "'\(name)' is no name: use small letters, digits and hyphens")
      return nil
    }
    return name
  }
}
