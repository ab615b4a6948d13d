import Markdown
import Testing
import Workbook

@Suite("Courses")
struct CourseTests {
  @Test func `a course of another subject is read, and nothing is wrong with it`() throws {
    let course = try bakingCourse()
    #expect(course.title == "Bread")
    #expect(course.lessons.map(\.id) == ["dough", "oven"])
    #expect(course.lessons[0].pages.map(\.id) == ["mixing", "shaping"])
    #expect(course.lessons[0].exercises.map(\.id) == ["rest"])
    #expect(course.quizzes.map(\.id) == ["baker"])
    #expect(course.glossary.term("Starter")?.name == "leaven")
    #expect(Linter(course).diagnostics().map(\.description) == [])
  }

  @Test func `a lesson is found by its id and by its number`() throws {
    let course = try bakingCourse()
    #expect(course.lesson("oven")?.number == 2)
    #expect(course.lesson("2")?.id == "oven")
    #expect(course.lesson("ovn") == nil)
    #expect(course.suggestion(forLesson: "ovn") == "oven")
  }

  @Test func `what stands before the first page belongs to it`() throws {
    let page = try #require(bakingCourse().lessons.first?.pages.first)
    guard case .prose(let document, let line) = page.blocks.first else {
      Issue.record("the first page does not begin with its introduction")
      return
    }
    #expect(line == 9)
    #expect(document.blocks.count == 1)
  }

  @Test func `a page is prepared by what was done before it, from the last fresh console on`()
    throws
  {
    let course = try bakingCourse()
    let dough = try #require(course.lesson("dough"))
    #expect(dough.preparation(for: 0) == [])
    #expect(dough.preparation(for: 1) == ["mix flour water", "knead 10", "rest 60"])
    let oven = try #require(course.lesson("oven"))
    #expect(oven.preparation(for: 1) == [])
  }

  @Test func `a console whose program is missing is read and not run`() async throws {
    try await withTemporaryFolder { folder in
      let page = "## A\n\n```console run fresh needs mixer fridge\nsse> mix\ndone\n```\n"
      let rest = "\n## B\n\n```console run fresh\nsse> rest\n```\n"
      try write("format: 1\ntitle: T", to: "\(folder)/lessons/course.yaml")
      try write(
        "---\ntitle: A\nminutes: 1\n---\n\n\(page)\(rest)", to: "\(folder)/lessons/01-a/lesson.md")
      let lesson = try #require(Course.load(at: folder).lesson("a"))
      #expect(lesson.pages[0].transcripts.first?.needs == ["mixer", "fridge"])
      #expect(lesson.pages[0].transcripts.first?.isFresh == true)
      #expect(LessonPlayer(lesson).prefill == "mix")
      #expect(lesson.lacking(["oven"]).unplayed.isEmpty)

      let lacking = lesson.lacking(["mixer"])
      #expect(lacking.unplayed.map(\.missing) == [["mixer"]])
      #expect(LessonPlayer(lacking).prefill == nil)
      #expect(LessonPlayer(lacking).beginsAfresh == false)
      guard case .recording(let transcript, _) = lacking.pages[0].blocks.first else {
        Issue.record("the console is no recording")
        return
      }
      #expect(transcript.text == "sse> mix\ndone\n")
    }
  }

  @Test func `a folder without a course is refused in one sentence`() {
    #expect(throws: CourseError.notFound(folder: "/nowhere")) { try Course.load(at: "/nowhere") }
    #expect(
      CourseError.notFound(folder: "/nowhere").description
        == "There is no course in /nowhere: it needs lessons/course.yaml.")
  }

  @Test func `a course of a newer format is refused`() async throws {
    try await withTemporaryFolder { folder in
      try write("format: 2\ntitle: T", to: "\(folder)/lessons/course.yaml")
      let problem = CourseError.newerFormat(2, path: "\(folder)/lessons/course.yaml")
      #expect(throws: problem) { try Course.load(at: folder) }
    }
  }
}
