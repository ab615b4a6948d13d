import Foundation
import Testing

/// `sse progress …` and `sse diploma …` as a user runs them.
@Suite(.timeLimit(.minutes(1))) struct TakingAlongTests {
  private func inFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "along-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  @Test func `progress goes from one state folder to another, and overwrites no file`() async throws
  {
    try await inFolder { folder in
      let (file, here, there) = ("\(folder)/p.json", "\(folder)/here", "\(folder)/there")
      _ = try await Program.run(input: "lesson format 3\nquit\n", state: here)
      let written = try await Program.run("progress", "export", file, state: here)
      #expect(
        written.output == """
          \(file) is written: 'progress import' reads it on another machine
          the key that signs diplomas is not in it; --with-key takes it along

          """)
      let again = try await Program.run("progress", "export", file, state: here)
      #expect(again.error == "sse: \(file) exists already: give a name that is free\n")
      #expect(again.status == 1)
      let read = try await Program.run("progress", "import", file, state: there)
      #expect(
        read.output
          == "\(file) is read: 1 lesson further than before, 0 attempts and 0 diplomas more\n")
      let (one, other) = (
        try await Program.run("progress", "--json", state: here).output,
        try await Program.run("progress", "--json", state: there).output
      )
      #expect(one == other)
      let missing = try await Program.run("progress", "import", "\(folder)/none", state: there)
      #expect(missing.error == "sse: \(folder)/none is no file that can be read\n")
    }
  }

  @Test func `a damaged progress file is told of in JSON, too, and repaired when asked`()
    async throws
  {
    try await inFolder { folder in
      _ = try await Program.run(input: "lesson format 3\nquit\n", state: folder)
      let path = "\(folder)/progress.sqlite"
      var bytes = try #require(FileManager.default.contents(atPath: path))
      bytes.replaceSubrange(4096..<8192, with: Data(count: 4096))
      try bytes.write(to: URL(filePath: path))
      let notice =
        "\(path) is damaged; it is left as it is, and nothing is remembered from now on:"
        + " 'progress repair' saves what can be read."
      let json = try await Program.run("progress", "--json", state: folder)
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      #expect((object as? [String: Any])?["notice"] as? String == notice)
      let results = try await Program.run("quiz", "results", state: folder)
      #expect(results.output.hasPrefix(notice))
      #expect(FileManager.default.contents(atPath: path) == bytes)
      let repair = try await Program.run("progress", "repair", state: folder)
      #expect(repair.output.hasSuffix("is kept as \(folder)/progress-damaged-1.sqlite\n"))
      let second = try await Program.run("progress", "repair", state: folder)
      #expect(second.error == "sse: there is nothing to repair: \(path) is in order\n")
      #expect(second.status == 1)
    }
  }

  @Test func `a key is known once somebody trusts it, until it is forgotten`() async throws {
    try await inFolder { folder in
      let key = "NH81-4K2M-9TQX-77AB"
      let sloppy = try await Program.run(
        "diploma", "trust", "nh814k2m9tqx77ab", "--as", "Grace Hopper", state: folder)
      #expect(sloppy.output == "\(key) is known here as Grace Hopper\n")
      #expect(
        try await Program.run("diploma", "trust", state: folder).output == "\(key)  Grace Hopper\n")
      _ = try await Program.run("diploma", "trust", key, "--forget", state: folder)
      #expect(
        try await Program.run("diploma", "trust", state: folder).output
          == "no key but this program's own is known here\n")
      let odd = try await Program.run("diploma", "trust", "Grace", state: folder)
      #expect(
        odd.error
          == "sse: Grace is no file that can be read, and no fingerprint such as \(key)\n")
      #expect(odd.status == 2)
    }
  }

  @Test func `no file of the learner's is overwritten, also not the one that is only printed`()
    async throws
  {
    try await inFolder { folder in
      try Data("mine".utf8).write(to: URL(filePath: "\(folder)/d.pdf"))
      let refused = try await Program.run(
        "diploma", "--name", "Ada", "--svg", "\(folder)/d.svg", "--print", state: folder)
      #expect(refused.error == "sse: \(folder)/d.pdf exists already: give a name that is free\n")
      #expect(refused.status == 1)
    }
  }
}
