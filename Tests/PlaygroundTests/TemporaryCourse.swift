import Foundation

/// A course of one lesson and one quiz in a folder of its own, gone at the end.
final class TemporaryCourse {
  let folder: String

  init(lesson: String = TemporaryCourse.lesson, quiz: String = TemporaryCourse.quiz) throws {
    folder = NSTemporaryDirectory() + "course-" + UUID().uuidString
    try write("format: 1\ntitle: Small\ngreeting: Hello.\nfarewell: Bye.\n", "lessons/course.yaml")
    try write(lesson, "lessons/01-first/lesson.md")
    try write(quiz, "quizzes/small.yaml")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Puts a program of this name into the folder `bin`, and returns that folder.
  func install(_ program: String) throws -> String {
    try write("#!/bin/sh\n", "bin/\(program)")
    let path = "\(folder)/bin/\(program)"
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return "\(folder)/bin"
  }

  private func write(_ text: String, _ name: String) throws {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  static let lesson = """
    ---
    title: First
    minutes: 5
    quiz: first
    ---

    # First

    ## Start

    ```console run fresh
    sse> server start --port 0 --interval 1m
    server │ listening  http://127.0.0.1:…
    sse> client connect /events
    …
    ```

    ## Do

    ```yaml task
    id: say-hello
    ask: >
      Say hello.
    expect:
      - event: { side: client, data: hello }
    misses:
      - run: send goodbye
    hints: [Look at send., It takes a text.]
    answer: send hello
    ```
    """

  static let quiz = """
    title: Small
    mastered: [saying hello]
    questions:
      - id: colon
        topic: first
        lesson: first
        ask: What does a comment begin with?
        type: [":", colon]
        because: A colon.
      - id: greet
        topic: first
        lesson: first
        ask: Send hello to an open stream.
        do: [server start --port 0, client connect /events]
        expect:
          - event: { side: client, data: hello }
        misses:
          - run: send goodbye
        hints: [a, b]
        answer: send hello
        because: That is what send is for.
    """
}
