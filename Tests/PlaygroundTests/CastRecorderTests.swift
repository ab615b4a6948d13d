import EventStream
import Foundation
import Observations
import StreamViews
import Terminal
import Testing

@testable import Playground

/// A session as a recording, from its journal alone.
@Suite(.timeLimit(.minutes(1))) struct CastRecorderTests {
  /// What a recording shows, without its escape sequences.
  private func text(of cast: Cast) -> String {
    cast.outputs.map(\.text).joined()
      .replacing(/\u{1B}(\[[0-9;?]*[A-Za-z]|[78])/, with: "")
      .replacing("\r\n", with: "\n").replacing("\r", with: "")
  }

  @Test func `a script's recording holds its lines and answers, each at its time`() async throws {
    let session = Session(world: .replay(programPath: "sse"))
    for line in ["server start", "client connect", "send hello", "server stop"] {
      await session.run(line)
    }
    await session.finish()
    let slice = session.journal.slice(from: 1)
    let cast = CastRecorder.recording(of: slice, on: nil)
    let shown = text(of: cast)
    #expect(shown.hasPrefix("sse> server start\nserver │ listening  http://127.0.0.1:"))
    #expect(shown.contains("\nsse> send hello\n"))
    #expect(shown.contains("client │ event  message"))
    #expect(cast.size == .standard)
    let times = Set(slice.observations.map(\.time))
    #expect(cast.outputs.allSatisfy { times.contains($0.time) })
  }

  @Test func `panes are painted as at the prompt, no more than thirty times a second`() {
    let journal = Journal(elapsed: { .zero })
    func record(_ side: Observation.Side, _ happening: Happening, at milliseconds: Int) {
      let observation = Observation(
        number: 1, time: .milliseconds(milliseconds), side: side, source: 1, happening: happening)
      journal.follow(JournalSlice(observations: [observation], missing: 0, standing: []))
    }
    record(.learner, .layout(.panes), at: 0)
    record(.client, .connecting(url: "http://a/", lastEventID: ""), at: 10)
    record(.client, .open(status: 200, headers: []), at: 20)
    for number in 1...500 { record(.client, .comment("tick \(number)"), at: 20 + number) }
    let cast = CastRecorder.recording(
      of: journal.slice(from: 1), on: Size(columns: 80, rows: 24))
    let frames = cast.outputs.count { $0.text.contains("tick") }
    #expect((10...20).contains(frames), "\(frames)")
    #expect(text(of: cast).contains("client received"))
    #expect(cast.outputs.last?.text.contains("tick 500") == true)
  }

  @Test func `a script that has panes drawn is recorded with them`() async throws {
    let session = Session(world: .replay(programPath: "sse"))
    for line in ["layout panes", "server start", "client connect", "send hello", "help"] {
      await session.run(line)
    }
    let cast = CastRecorder.recording(of: session.journal.slice(from: 1), on: nil)
    let shown = text(of: cast)
    #expect(shown.contains("client received"))
    #expect(shown.contains("Tab completes"))
    await session.finish()
  }

  @Test func `where nobody reads on with Enter, a long text is whole`() async throws {
    let journal = Journal()
    let lines = (1...100).map { "line \($0)" }
    journal.record(.learner, .answered(lines))
    let slice = journal.slice(from: 1)
    #expect(
      text(of: CastRecorder.recording(of: slice, on: nil)) == lines.map { $0 + "\n" }.joined())
    let paged = text(of: CastRecorder.recording(of: slice, on: .standard))
    #expect(paged.contains("line 10\n") && !paged.contains("line 100\n"))
  }

  @Test func `what the journal let go is said, and the recording goes on`() {
    let journal = Journal(byteLimit: 2000)
    for number in 1...200 { journal.record(.client, source: 1, .comment("tick \(number)")) }
    let slice = journal.slice(from: 1)
    #expect(slice.missing > 0)
    let shown = text(of: CastRecorder.recording(of: slice, on: nil))
    #expect(shown.contains("tick 200\n") && !shown.contains("tick 1\n"))
    #expect(shown.contains("\(slice.missing)"))
  }

  @Test func `save writes a recording, never over a file that is there`() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/cast-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let session = Session(world: .replay(programPath: "sse"))
    await session.run("help")
    await session.run("save --cast \(folder)/a.cast")
    #expect(session.said.last?.hasSuffix("outputs saved in \(folder)/a.cast") == true)
    let file = try String(contentsOfFile: folder + "/a.cast", encoding: .utf8)
    #expect(file.hasPrefix(#"{"version":2,"width":80,"height":24}"# + "\n[0.0"))
    await session.run("save --cast \(folder)/a.cast")
    #expect(session.refusals == ["\(folder)/a.cast exists already: give a name that is free"])
    await session.run("save --cast --json \(folder)/b")
    #expect(
      session.refusals.last?.hasPrefix("--json and --cast are two files") == true,
      "\(session.refusals)")
    await session.finish()
  }

  private static let asciinema: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/asciinema" }
      .first(where: FileManager.default.isExecutableFile(atPath:))
  }()

  @Test(.enabled(if: asciinema != nil, "asciinema is missing: apt-get install asciinema"))
  func `the stock player plays a recording to its end, byte for byte`() async throws {
    let session = Session(world: .replay(programPath: "sse"))
    await session.run("layout panes")
    for line in [
      "server start", "client connect", "send \"blank\n\nlines\"", "help", "server stop",
    ] {
      await session.run(line)
    }
    await session.finish()
    let cast = CastRecorder.recording(
      of: session.journal.slice(from: 1), on: Size(columns: 80, rows: 24))
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).cast"
    try Data(cast.file.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.asciinema))
    process.arguments = ["play", "--idle-time-limit", "0.01", path]
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    try process.run()
    let played = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(
      String(decoding: played, as: UTF8.self).hasPrefix(cast.outputs.map(\.text).joined()))
    #expect(cast.outputs.contains { $0.text.contains("client received") })
  }
}
