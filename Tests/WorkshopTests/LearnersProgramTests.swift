import Conformance
import Foundation
import Platform
import Testing

@testable import Workshop

/// Small real programs, good and bad, as a learner may have them.
@Suite struct LearnersProgramTests {
  @Test func `a server is started at a free port, judged, and ended`() async throws {
    let folder = try ProgramFolder(server: ProgramFolder.goodServer)
    let outcomes = try await folder.outcomes(["server/type/essence", "server/head-at-once/new"])
    let passed = outcomes.filter(\.isPass).count
    #expect(passed == 2, "\(outcomes)")
    #expect(folder.left.isEmpty)
  }

  @Test func `until the first failure means no check after it`() async throws {
    let folder = try ProgramFolder(
      server: ProgramFolder.goodServer.replacing("text/event-stream", with: "text/plain"))
    let ids = ["server/type/essence", "server/head-at-once/new"]
    let first = try await folder.outcomes(ids, .untilFailure)
    let failed = first.filter { !$0.isPass }.count
    #expect(failed == 1)
    #expect(first.last?.isPass == false)
  }

  @Test func `what a server says of an error while a check fails stands behind the failure`()
    async throws
  {
    let folder = try ProgramFolder(
      server: ProgramFolder.goodServer.replacing(
        "self.send_response(200)",
        with: "int(self.headers.get('Last-Event-ID', '0')); self.send_response(200)"))
    let outcomes = try await folder.outcomes(["server/type/essence", "server/foreign-ids/word"])
    #expect(outcomes.first?.isPass == true)
    guard case .failed(let failure)? = outcomes.last?.verdict else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(
      failure.sentence.hasPrefix("the connection was closed without an answer; the program says: "))
    #expect(failure.sentence.contains("ValueError: invalid literal for int()"))
  }

  @Test(arguments: [
    (
      "print('oh', file=__import__('sys').stderr)",
      "the program ended before it was asked anything; it says: oh"
    ),
    (
      "pass",
      "the program ended before it was asked anything, and said nothing: does the start command in "
        + "workshop.yaml run in a shell?"
    ),
    (
      "block = []\nwhile True: block.append(bytearray(1 << 24))",
      "the program used more than 64 MiB of memory and was ended, with all that it started"
    ),
  ])
  func `a program that cannot be judged is told of in one sentence, and nothing of it is left`(
    program: String, sentence: String
  ) async throws {
    let folder = try ProgramFolder(server: program)
    let problem = await #expect(throws: WorkshopProblem.self) {
      try await folder.outcomes(["server/type/essence"], memoryLimit: 64)
    }
    #expect(problem?.description == sentence)
    #expect(folder.left.isEmpty)
  }

  @Test func `a server at another port than it was told is told of with both`() async throws {
    let folder = try ProgramFolder(
      server: ProgramFolder.goodServer.replacing("int(sys.argv[1])", with: "0"))
    let problem = await #expect(throws: WorkshopProblem.self) {
      try await folder.outcomes(["server/type/essence"])
    }
    guard case .elsewhere(let port, let told)? = problem else {
      Issue.record("\(String(describing: problem))")
      return
    }
    #expect(port != told)
    #expect(folder.left.isEmpty)
  }

  @Test func `what a server starts and sends away into a session of its own ends with it`()
    async throws
  {
    let fork = """
      import os, subprocess
      subprocess.Popen(["sleep", "600"], start_new_session=True)
      if os.fork() == 0:
          os.setsid()
          subprocess.Popen(["sleep", "601"])

      """
    let folder = try ProgramFolder(server: fork + ProgramFolder.goodServer)
    _ = try? await folder.outcomes(["server/type/essence"])
    #expect(folder.left.isEmpty)
  }

  @Test func `processes that go on forking while they are ended are all ended`() async throws {
    // Each makes another as soon as it can, until there are some 200: then they wait.
    let fork = """
      import os, sys, time
      for _ in range(200):
          if os.fork():
              time.sleep(600)
      time.sleep(600)
      """
    let folder = try ProgramFolder(server: fork)
    let problem = await #expect(throws: WorkshopProblem.self) {
      try await folder.outcomes(["server/type/essence"], memoryLimit: 16_384)
    }
    #expect(
      problem?.description
        == "the program started more than 128 processes and was ended, with all of them")
    #expect(folder.left.isEmpty)
  }

  @Test func `a run that is cancelled ends its program`() async throws {
    let folder = try ProgramFolder(server: "import time\ntime.sleep(600)")
    let run = Task { try await folder.outcomes(["server/type/essence"]) }
    while folder.left.isEmpty { await Task.yield() }
    run.cancel()
    await #expect(throws: (any Error).self) { try await run.value }
    #expect(folder.left.isEmpty)
  }

  @Test func `a client gets its address as one word, whatever signs are in it`() async throws {
    let client = "import sys\nprint(len(sys.argv), file=sys.stderr)\nsys.exit(3)"
    let folder = try ProgramFolder(client: client)
    let outcomes = try await folder.outcomes(["client/target/query"], as: .client)
    guard case .failed(let failure)? = outcomes.first?.verdict else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(failure.sentence.contains("exit status 3") || failure.sentence.contains("it says: 2"))
    #expect(folder.left.isEmpty)
  }

  @Test(arguments: [
    (Rule.Subject.server, "python3 x.py", "{port} into 'start' where the server takes its port"),
    (Rule.Subject.client, "python3 x.py", "{url} into 'start' where the client takes the address"),
  ])
  func `a start command without its placeholder is told of`(
    subject: Rule.Subject, start: String, words: String
  ) async throws {
    let settings = try WorkshopSettings(
      "path: x\nlanguage: python\nstart: \(start)", at: "workshop.yaml")
    let problem = await #expect(throws: WorkshopProblem.self) {
      try await LearnersProgram(folder: "/", settings: settings)
        .outcomes(of: [], as: subject, suite: ProgramFolder.suite())
    }
    #expect(problem?.description == "workshop.yaml: put \(words)")
  }
}

/// A folder with a program of a few lines, gone at the end.
final class ProgramFolder: Sendable {
  let path: String
  private let settings: WorkshopSettings
  /// Something that only this folder's programs have in their command lines or folders.
  private let name: String

  init(server: String? = nil, client: String? = nil) throws {
    name = "sse-workshop-test-" + UUID().uuidString
    path = NSTemporaryDirectory() + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let place = server == nil ? "{url}" : "{port}"
    try (server ?? client ?? "").write(
      toFile: "\(path)/program.py", atomically: true, encoding: .utf8)
    let yaml = "path: x\nlanguage: python\nstart: python3 program.py \(place)\n"
    settings = try WorkshopSettings(yaml, at: "workshop.yaml")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// All checks, read once.
  static func suite() throws -> Suite { try read.get() }

  private static let read = Result {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try Suite.load(at: root.appending(path: Suite.folderName).path)
  }

  func outcomes(
    _ ids: [String], as subject: Rule.Subject = .server,
    _ manner: LearnersProgram.Manner = .all, memoryLimit: Int = 1_024
  ) async throws -> [Outcome] {
    let suite = try Self.suite()
    var program = LearnersProgram(folder: path, settings: settings)
    program.memoryLimit = memoryLimit
    return try await program.outcomes(
      of: ids.flatMap { suite.checks(for: subject, only: $0) }, as: subject, suite: suite, manner)
  }

  func outcomes(_ ids: [String], _ manner: LearnersProgram.Manner) async throws -> [Outcome] {
    try await outcomes(ids, as: .server, manner)
  }

  /// The processes that have this folder for theirs.
  var left: [String] {
    Files.names(in: "/proc").filter { process in
      let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
      return place?.contains(name) == true
    }
  }

  static let goodServer = """
    import sys, time
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            while True:
                time.sleep(1)

        def log_message(self, *arguments):
            pass

    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
    """
}
