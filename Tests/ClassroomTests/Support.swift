import EventStream
import EventClient
import Platform
import Synchronization
import Testing
import WireDriver

@testable import Classroom

/// A class in this process: its server, its port, and what a phone would do.
struct Running {
  let server: ClassServer
  let port: Int

  init(
    in folder: ClassFolder? = nil, resumes: Bool = false, port: Int = 0, code: String? = nil,
    clock: any Clock<Duration> = ContinuousClock(), retry: Int = 50,
    drive: (@Sendable (SpeakerWord) -> Void)? = nil,
    changing change: (inout ClassServer.Configuration) -> Void = { _ in }
  ) async throws {
    var configuration = ClassServer.Configuration()
    configuration.name = "Monday's class"
    configuration.folder = folder
    configuration.resumes = resumes
    configuration.port = port
    configuration.code = code
    configuration.clock = clock
    configuration.retry = retry
    configuration.drive = drive
    change(&configuration)
    server = ClassServer(configuration)
    self.port = try await server.start()
  }

  /// Shows lines as a wall does.
  func show(_ numbers: ClosedRange<Int>) throws {
    for number in numbers { try server.show(#"{"number":\#(number),"rows":["row \#(number)"]}"#) }
  }

  func follow(_ path: String = "/lesson?from=earliest", lastEventID: String = "") throws
    -> EventSource
  {
    var configuration = EventSource.Configuration()
    configuration.lastEventID = lastEventID
    return try EventSource("http://127.0.0.1:\(port)\(path)", configuration: configuration)
  }

  /// Asks on a connection of its own.
  func ask(
    _ method: String, _ path: String, _ body: String = "", type: String = "application/json",
    headers: [String] = []
  ) async throws -> Answers.Answer {
    let lines =
      [
        "\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close",
        "Content-Type: \(type)", "Content-Length: \(body.utf8.count)",
      ] + headers
    let client = try await WireClient(
      port: port, lines.map { $0 + "\r\n" }.joined() + "\r\n" + body)
    let text = try await client.textToEnd()
    await client.close()
    return try #require(Answers(text).all.first)
  }

  @discardableResult
  func join(_ phone: Int, _ name: String = "", code: String? = nil) async throws -> Answers.Answer {
    let code = code.map { #","code":"\#($0)""# } ?? ""
    return try await ask("POST", "/join", #"{"phone":"\#(id(phone))","name":"\#(name)"\#(code)}"#)
  }

  @discardableResult
  func answer(_ phone: Int, _ answer: String, to question: String = "q") async throws
    -> Answers.Answer
  {
    try await ask(
      "POST", "/answer",
      #"{"phone":"\#(id(phone))","question":"\#(question)","answer":"\#(answer)"}"#)
  }

  /// The number that a phone has drawn.
  func id(_ phone: Int) -> String {
    let digits = String(phone, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}

extension EventSource {
  /// The ids and texts of the next events.
  func next(_ count: Int) async -> [MessageEvent] {
    var events: [MessageEvent] = []
    for await element in self {
      if case .message(let event) = element { events.append(event) }
      if events.count == count { break }
    }
    return events
  }
}

/// A folder of classes, gone at the end.
final class ClassRoot {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder(prefix: "sse-class-") }
  deinit { folder.remove() }

  func folder(_ name: String = "monday") throws -> ClassFolder {
    try ClassFolder(root: folder.path + "/classes", name: name)
  }
}

/// What the speaker's page has asked for.
final class Words: Sendable {
  private let words = Mutex<[SpeakerWord]>([])
  var all: [SpeakerWord] { words.withLock(\.self) }
  func append(_ word: SpeakerWord) { words.withLock { $0.append(word) } }
}

/// Counts, from any task.
final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock(\.self) }
  func add() { count.withLock { $0 += 1 } }
}

extension EventSource {
  /// Why it failed for good.
  func firstFailure() async -> String {
    for await element in self {
      if case .failed(let reason) = element { return "\(reason)" }
    }
    return ""
  }

  /// That it was open, which is counted, and that it was lost.
  func states(untilLost opened: Counter) async -> [String] {
    var states: [String] = []
    for await element in self {
      switch element {
      case .open:
        states.append("open")
        opened.add()
      case .lost: return states + ["lost"]
      default: break
      }
    }
    return states
  }
}
