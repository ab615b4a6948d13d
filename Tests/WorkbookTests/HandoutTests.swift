import Foundation
import FoundationXML
import Testing

@testable import Workbook

/// Lessons on paper.
@Suite struct HandoutTests {
  private static let course = Result { try Course.load(at: repository) }

  /// Which lessons there are.
  private static let lessons = (1...12).map(String.init)

  @Test(arguments: lessons)
  func `every lesson is one page that is well-formed and needs nothing else`(number: String) throws
  {
    let course = try Self.course.get()
    let lesson = try #require(course.lesson(number))
    let handout = Handout(lesson, of: course)
    let page = try XMLDocument(xmlString: handout.html)
    for query in [
      "//script", "//link", "//img/@src", "//*[@onclick]", "//style[contains(., 'url')]",
    ] {
      #expect(try page.nodes(forXPath: query).isEmpty, "\(query)")
    }
    let titles = try page.nodes(forXPath: "//section/h2").compactMap(\.stringValue)
    let answers = handout.answerCount > 0 ? ["Answers"] : []
    #expect(titles == lesson.pages.map(\.title) + answers)
  }

  @Test(arguments: lessons)
  func `every command is on it, and what would give a task away stands behind all of them`(
    number: String
  ) throws {
    let course = try Self.course.get()
    let lesson = try #require(course.lesson(number))
    let handout = Handout(lesson, of: course)
    let page = try XMLDocument(xmlString: handout.html)
    let pages = try page.nodes(forXPath: "//section[not(@class)]").compactMap(\.stringValue)
      .joined()
    for command in lesson.pages.flatMap(\.commands) {
      #expect(pages.contains("sse> \(command)"), "\(command)")
    }
    let answers = try page.nodes(forXPath: "//section[@class='answers']").compactMap(\.stringValue)
      .joined()
    for command in lesson.exercises.flatMap(\.answer) {
      #expect(answers.contains("sse> \(command)"), "\(command)")
    }
    let asked = lesson.exercises.count + lesson.predictions.count
    #expect(handout.answerCount >= asked)
  }

  @Test func `text of a lesson stays text`() throws {
    let course = try bakingCourse()
    let lesson = try #require(course.lessons.first)
    #expect(
      Handout(lesson, of: course).html.contains("<title>\(XML.escaped(lesson.title))</title>"))
    #expect(
      ExportText.block("<img src=x onerror=alert(1)> `<b>`") == "<p> <code>&lt;b&gt;</code></p>")
    #expect(ExportText.block("[a](javascript:alert(1))") == "<p><a href=\"\">a</a></p>")
  }
}
