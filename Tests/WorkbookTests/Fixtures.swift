import FoundationEssentials
import Workbook

/// The folder of the tests' courses.
let fixtures =
  #filePath.split(separator: "/").dropLast().map(String.init)
  .reduce("") { "\($0)/\($1)" } + "/Fixtures"

/// The course that has nothing to do with event streams.
func bakingCourse() throws -> Course { try Course.load(at: "\(fixtures)/baking") }

/// A folder that is gone when the body has ended.
func withTemporaryFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.path + "/workbook-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}

/// Writes a file, making its folder.
func write(_ text: String, to path: String) throws {
  let folder = path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  try Data(text.utf8).write(to: URL(filePath: path))
}
