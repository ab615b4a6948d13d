import Foundation
import Testing

@testable import TodoApp

/// A list that a released version has laid out, kept as it wrote it.
@Suite("A list of an older version") struct OlderListTests {
  @Test(arguments: ["0.1.0"]) func `is read, and goes on`(version: String) async throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let path = Scratch.path()
    try FileManager.default.copyItem(
      atPath: tests.path + "/WorkbookTests/Fixtures/states/\(version)/todo.sqlite", toPath: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let store = SQLiteStore(.file(path))
    try await store.start()
    _ = try await store.add(description: "Buy milk", completed: false)
    let todos = try await store.list().todos
    await store.stop()
    #expect(todos.map(\.description) == ["Read a book", "Buy milk"])
    #expect(todos.map(\.completed) == [true, false])
  }
}
