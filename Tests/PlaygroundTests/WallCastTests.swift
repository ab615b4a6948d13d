import EventClient
import EventStream
import Foundation
import HTTPTypes
import Synchronization
import Observations
import Terminal
import Testing

@testable import Playground

/// The terminal of the wall over a real socket, as asciinema-player's EventSource driver reads it.
@Suite(.timeLimit(.minutes(1))) struct WallCastTests {
  /// What the driver knows of a stream: its picture, its size, and how often it began anew.
  private struct Player {
    var pictures = 0
    var size = ""
    var time = 0.0
    /// What was written, with its escape sequences.
    var written = ""
    var text: String { written.replacing(/\u{1B}(\[[0-9;?]*[A-Za-z]|[78])/, with: "") }
    var isDone = false

    /// Takes a message as the driver does: arrays, objects with a size, and `done`.
    mutating func take(_ event: MessageEvent) throws {
      guard event.type == "message" else {
        #expect(event.type == "done" && !event.data.isEmpty)
        return isDone = true
      }
      let json = try JSONSerialization.jsonObject(with: Data(event.data.utf8))
      if let header = json as? [String: Any] {
        pictures += 1
        size = "\(try #require(header["cols"] as? Int))x\(try #require(header["rows"] as? Int))"
        time = try #require(header["time"] as? Double)
        return written = try #require(header["init"] as? String)
      }
      let array = try #require(json as? [Any])
      let now = try #require(array[0] as? Double)
      // A time of the recording, which never goes back.
      #expect(now >= time)
      time = now
      switch array[1] as? String {
      case "o": written += try #require(array[2] as? String)
      case "r":
        let object = try #require(array[2] as? [String: Any])
        size = "\(try #require(object["cols"] as? Int))x\(try #require(object["rows"] as? Int))"
      default: Issue.record("\(array)")
      }
    }
  }

  @Test func `a player has the screen at each beginning, follows it, and stops at the end`()
    async throws
  {
    let course = try TemporaryCourse()
    let size = Mutex(Size(columns: 80, rows: 24))
    var world = World(stateDirectory: course.folder + "/state", courseDirectory: course.folder)
    world.screenSize = { size.withLock(\.self) }
    let session = Session(world: world)
    await session.run("history")
    await session.run("present --port 0 --class monday --cast-for https://school.example")
    let url = try #require(await session.classroom?.invitation.url)
    var configuration = EventSource.Configuration()
    configuration.reconnectionTime = .milliseconds(10)
    configuration.headers[.origin] = "https://school.example"
    let source = try EventSource(url + "cast", configuration: configuration)
    var player = Player()
    var steps = 0
    for await element in source {
      switch element {
      case .open(let head):
        #expect(head.headers[.accessControlAllowOrigin] == "https://school.example")
      case .message(let event): try player.take(event)
      default: continue
      }
      switch steps {
      case 0 where player.pictures == 1:
        // What was before is there, and what follows comes.
        #expect(player.text.contains("sse> history"))
        await session.run("class names")
        await session.run("sned")
        steps += 1
      case 1 where player.text.contains("did you mean"):
        #expect(player.size == "80x24")
        // What a teacher is told of single learners stays on the wall.
        #expect(!player.text.contains("class names"))
        size.withLock { $0 = Size(columns: 120, rows: 40) }
        await session.run("glossary retry")
        steps += 1
      case 2 where player.size == "120x40" && player.pictures == 2:
        #expect(player.text.contains("sse> history") && player.text.contains("did you mean"))
        steps += 1
        await session.run("class end")
      default: break
      }
      if player.isDone { break }
    }
    #expect(steps == 3)
    // Who comes back begins with the screen as it is, whatever was read before.
    await session.run("present --resume")
    let again = try #require(await session.classroom?.invitation.url)
    configuration.lastEventID = "anything"
    for await element in try EventSource(again + "cast", configuration: configuration) {
      guard case .message(let event) = element else { continue }
      var player = Player()
      try player.take(event)
      #expect(player.pictures == 1 && player.text.contains("did you mean"))
      #expect(player.size == "120x40")
      break
    }
    await session.finish()
  }

  @Test func `a viewer who takes nothing is let go, and the wall waits for nobody`() async {
    let session = Session(world: .replay(programPath: "sse"))
    let cast = WallCast(journal: session.journal, size: { nil })
    let stream = cast.follow()
    let running = Task { await cast.run() }
    for number in 1...WallCast.queueLimit + 10 {
      session.journal.record(.learner, .answered(["line \(number)"]))
    }
    cast.finish()
    running.cancel()
    var count = 0
    for await _ in stream { count += 1 }
    #expect(count <= WallCast.queueLimit)
    await session.finish()
  }
}
