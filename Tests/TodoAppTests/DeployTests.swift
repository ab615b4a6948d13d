import Foundation
import Testing

@testable import TodoApp

@Suite struct `The files for deployment` {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy")

  @Test func `hold the same SQL as the program runs`() throws {
    let file = try String(contentsOf: folder.appending(path: "init.sql"), encoding: .utf8)
    #expect(file == PostgresSchema.sql)
  }
}
