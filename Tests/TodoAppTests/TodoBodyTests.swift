import Testing
import VisibleText

@testable import TodoApp

@Suite("The body of a request") struct TodoBodyTests {
  private func new(_ body: String, type: String? = "application/json") throws -> TodoBody.New {
    try TodoBody.new(Array(body.utf8), type: type)
  }

  @Test func `is a description and whether it is done`() throws {
    #expect(
      try new(#"{"description": "Buy coffee", "completed": false}"#)
        == TodoBody.New(description: "Buy coffee", completed: false))
    #expect(
      try new(#" {"completed":true,"more":[1],"description":"","id":7} "#)
        == TodoBody.New(description: "", completed: true))
  }

  @Test(arguments: awkwardTexts)
  func `holds any text whatever`(_ text: String) throws {
    let body = #"{"description":\#(JSONText.quoted(text)),"completed":false}"#
    #expect(Array(try new(body).description.utf8) == Array(text.utf8))
  }

  @Test(
    arguments: [
      "", " ", "hello", "description=x&completed=false", #"{"description": "x""#, "{", "nul",
      #"{"description":"\ud800","completed":false}"#, #"{"description":"x","completed":NaN}"#,
      #"{"description":"a"# + "\n" + #"b","completed":false}"#, "{'description':'x'}",
      String(repeating: "[", count: 100_000),
    ])
  func `that is no JSON gets 400`(_ body: String) {
    #expect(throws: BodyProblem.notJSON) { try new(body) }
  }

  @Test func `in broken UTF-8 gets 400`() {
    let body = Array(#"{"description":"x"#.utf8) + [0xFF] + Array(#"","completed":false}"#.utf8)
    #expect(throws: BodyProblem.notJSON) { try TodoBody.new(body, type: nil) }
  }

  @Test(arguments: ["[]", "5", #""abc""#, "null", "true", "[{}]"])
  func `that is JSON but no object gets 422`(_ body: String) {
    #expect(throws: BodyProblem.notAnObject) { try new(body) }
  }

  @Test(
    arguments: [
      (#"{}"#, BodyProblem.missing(field: "description")),
      (#"{"completed":true}"#, .missing(field: "description")),
      (#"{"description":"x"}"#, .missing(field: "completed")),
      (#"{"Description":"x","completed":true}"#, .missing(field: "description")),
    ])
  func `without a field gets 422`(_ body: String, _ problem: BodyProblem) {
    #expect(throws: problem) { try new(body) }
  }

  @Test(arguments: ["5", "true", #"["a"]"#, "null", "{}", "1e999"])
  func `with a description that is no text gets 422`(_ value: String) {
    #expect(throws: BodyProblem.wrongType(field: "description", expected: "a text")) {
      try new(#"{"description":\#(value),"completed":false}"#)
    }
  }

  @Test(arguments: [#""yes""#, #""false""#, "0", "1", "null", "[]", "{}", "0.5"])
  func `with something else than true or false gets 422`(_ value: String) {
    #expect(throws: BodyProblem.wrongType(field: "completed", expected: "true or false")) {
      try new(#"{"description":"x","completed":\#(value)}"#)
    }
  }

  @Test func `with a NUL in its text gets 422`() {
    #expect(throws: BodyProblem.holdsNUL) {
      try new(#"{"description":"a\u0000b","completed":false}"#)
    }
  }

  @Test(
    arguments: [
      "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "", "json",
      "multipart/form-data; boundary=application/json",
    ])
  func `of another type gets 415`(_ type: String) {
    #expect(throws: BodyProblem.otherType(type)) {
      try new(#"{"description":"x","completed":false}"#, type: type)
    }
  }

  @Test(arguments: ["application/json", "Application/JSON; charset=utf-8", "application/json ;x=y"])
  func `may name its type in any of the usual ways`(_ type: String) throws {
    _ = try new(#"{"description":"x","completed":false}"#, type: type)
  }

  @Test func `that is too large gets 413`() {
    let text = String(repeating: "x", count: TodoBody.sizeLimit)
    #expect(throws: BodyProblem.tooLarge(limit: TodoBody.sizeLimit)) {
      try new(#"{"description":"\#(text)","completed":false}"#)
    }
  }

  @Test func `with a description that no event can carry gets 413`() throws {
    let most = String(repeating: "x", count: TodoBody.descriptionLimit - 2)
    _ = try new(#"{"description":"\#(most)","completed":false}"#)
    #expect(throws: BodyProblem.tooLong(limit: TodoBody.descriptionLimit)) {
      try new(#"{"description":"\#(most)x","completed":false}"#)
    }
  }

  @Test func `of an edit holds what is to change`() throws {
    func edit(_ body: String) throws -> TodoEdit {
      try TodoBody.edit(Array(body.utf8), type: "application/json")
    }
    #expect(try edit(#"{"completed":true}"#) == TodoEdit(completed: true))
    #expect(try edit(#"{"description":"x"}"#) == TodoEdit(description: "x"))
    #expect(throws: BodyProblem.nothingToChange) { try edit("{}") }
    #expect(throws: BodyProblem.wrongType(field: "completed", expected: "true or false")) {
      try edit(#"{"completed":null}"#)
    }
  }

  @Test(
    arguments: [
      (
        BodyProblem.notJSON, 400,
        #"the body is not JSON; send something like {"description":"Buy coffee","completed":false}"#
      ),
      (
        .notAnObject, 422,
        "the body is JSON but no object; "
          + #"send something like {"description":"Buy coffee","completed":false}"#
      ),
      (
        .missing(field: "completed"), 422,
        "'completed' is missing; a todo has a 'description' (text) and 'completed' (true or false)"
      ),
      (
        .wrongType(field: "description", expected: "a text"), 422,
        "'description' is not a text; "
          + "a todo has a 'description' (text) and 'completed' (true or false)"
      ),
      (
        .holdsNUL, 422,
        "'description' holds the character U+0000, which a database cannot keep in a text"
      ),
      (
        .otherType("text/plain"), 415,
        "the body is text/plain, not JSON; send it with 'Content-Type: application/json'"
      ),
      (.tooLarge(limit: 1_048_576), 413, "the body is larger than the limit of 1048576 bytes"),
      (
        .tooLong(limit: 1_047_552), 413,
        "'description' is longer than the limit of 1047552 bytes, counted as it stands in JSON"
      ),
      (
        .nothingToChange, 422,
        "there is nothing to change; send 'description' (text), 'completed' (true or false) or both"
      ),
    ])
  func `is refused in one sentence`(_ problem: BodyProblem, _ status: Int, _ sentence: String) {
    #expect(problem.status == status)
    #expect(problem.description == sentence)
  }
}
