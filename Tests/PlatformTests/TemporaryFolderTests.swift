import Foundation
import Platform
import Testing

@Suite struct TemporaryFolderTests {
  private func names(in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func `it goes with everything in it`() throws {
    let parent = try TemporaryFolder(prefix: "sse-folder-test-")
    defer { parent.remove() }
    let folder = try TemporaryFolder(prefix: "a-", in: parent.path)
    try folder.makeFolder("a")
    try folder.write("text", to: "a/b")
    #expect(folder.read("a/b") == "text")
    folder.remove()
    #expect(try names(in: parent) == [])
  }

  @Test func `what a killed program left goes when the next is made, and nothing else`() throws {
    let parent = try TemporaryFolder(prefix: "sse-folder-test-")
    defer { parent.remove() }
    let held = try TemporaryFolder(prefix: "a-", in: parent.path)
    for name in ["a-orphan", "a-fresh1", "a-somebody-else", "b-orphan"] {
      try parent.makeFolder(name)
      try parent.write("text", to: "\(name)/file")
    }
    let outside = try TemporaryFolder(prefix: "sse-folder-test-")
    defer { outside.remove() }
    try outside.write("precious", to: "file")
    try FileManager.default.createSymbolicLink(
      atPath: "\(parent.path)/a-orphan/link", withDestinationPath: outside.path)
    let old = [FileAttributeKey.modificationDate: Date.now - 3_600]
    for path in [held.path]
      + ["a-orphan", "a-somebody-else", "b-orphan"].map({
        "\(parent.path)/\($0)"
      })
    {
      try FileManager.default.setAttributes(old, ofItemAtPath: path)
    }
    let next = try TemporaryFolder(prefix: "a-", in: parent.path)
    let kept = [held, next].map { String($0.path.dropFirst(parent.path.count + 1)) }
    #expect(try names(in: parent) == (kept + ["a-fresh1", "a-somebody-else", "b-orphan"]).sorted())
    #expect(outside.read("file") == "precious")
  }
}
