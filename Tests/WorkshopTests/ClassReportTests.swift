import Testing

@testable import Workshop

@Suite struct ClassReportTests {
  @Test(arguments: [
    ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""), ("+1", "'+1"), ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"), ("Ada, Countess", "\"Ada, Countess\""), ("ada", "ada"),
    ("a;b", "\"a;b\""),
  ])
  func `no cell of the table is a formula`(text: String, cell: String) {
    #expect(ClassReport.cell(text) == cell)
  }

  @Test func `nothing that a program said is markup on the page`() {
    let grade = Grade(folder: "<script>alert(1)</script>", problem: "\"><img src=x>", 1)
    let page = ClassReport([grade], in: .bubblewrap).html
    #expect(!page.contains("<script") && !page.contains("<img"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test func `where nothing confines a program that is said`() {
    #expect(Cell.open.description.hasPrefix("WARNING: nothing confines these programs here"))
    #expect(Cell.namespaces.description.hasPrefix("WARNING: bubblewrap does not run here"))
  }

  @Test func `in bubblewrap neither other students nor the network are seen`() {
    let grading = Grading(
      folder: "/home/t/class/ada", course: "/opt/course", program: "/opt/bin/sse",
      timeLimit: .seconds(1), memoryLimit: 64)
    let words = Cell.bubblewrap.words(grading).joined(separator: " ")
    #expect(words.contains("--unshare-all --die-with-parent"))
    #expect(words.contains("--tmpfs /home/t/class --ro-bind /opt/course /opt/course"))
    #expect(words.hasSuffix("workshop grade /tmp/submission --memory 64"))
  }

  @Test func `in bubblewrap there is room for what is temporary, wherever the teacher has it`() {
    let grading = Grading(
      folder: "/home/t/class/ada", course: "/opt/course", program: "/opt/bin/sse",
      timeLimit: .seconds(1), memoryLimit: 64)
    let words = Cell.bubblewrap.words(grading).joined(separator: " ")
    #expect(words.contains("--tmpfs /tmp --setenv TMPDIR /tmp --setenv XDG_CACHE_HOME /tmp/.cache"))
  }

  @Test func `what a grader says names neither itself nor the place of its copy`() {
    #expect(
      Grading.plain("sse: /tmp/submission/workshop.yaml:1: a workshop needs 'language'")
        == "workshop.yaml:1: a workshop needs 'language'")
  }
}
