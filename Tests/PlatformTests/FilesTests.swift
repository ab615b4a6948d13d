import Foundation
import Platform
import Testing

@Suite struct FilesTests {
  @Test func `a file of the kernel is read whole, though it says no size`() {
    #expect(Files.contents(of: "/proc/self/stat")?.hasPrefix("\(getpid()) (") == true)
    #expect(Files.firstLine(of: "/proc/self/status").hasPrefix("Name:"))
  }

  @Test func `what cannot be read is nil, and a folder that is not there has no names`() {
    #expect(Files.contents(of: "/proc/self/nothing") == nil)
    #expect(Files.contents(of: "/proc/self") == nil)
    #expect(Files.firstLine(of: "/proc/self/nothing") == "")
    #expect(Files.names(in: "/proc/self/nothing") == [])
  }

  @Test func `no more is read than the limit`() throws {
    let folder = try TemporaryFolder(prefix: "sse-files-")
    defer { folder.remove() }
    try folder.write(String(repeating: "x", count: 40_000), to: "long")
    #expect(Files.contents(of: folder.path + "/long")?.utf8.count == 40_000)
    #expect(Files.contents(of: folder.path + "/long", limit: 20_000)?.utf8.count == 20_000)
    #expect(Files.names(in: folder.path) == ["long"])
  }
}
