import Foundation
import ScalingLab
import Terminal
import Testing
import Workbook

@testable import Playground

@Suite("The command doctor", .timeLimit(.minutes(1))) struct DoctorTests {
  private static let lesson = """
    ---
    title: First
    minutes: 5
    quiz: first
    ---

    ## Proxy

    ```console run fresh needs nginx
    sse> server start --port 0 --interval 1m
    ```

    ```console run fresh needs openssl
    sse> server start --port 0 --interval 1m
    ```

    ## Do

    ```console run fresh
    sse> server start --port 0 --interval 1m
    ```

    """

  private let course: TemporaryCourse
  private let machine = MachineLimits(
    descriptors: 4_096, processes: nil, memory: 3 << 30, processors: 2)

  init() throws { course = try TemporaryCourse(lesson: Self.lesson) }

  private func checkup(
    searchPath: String = "", state: String? = nil, isTerminal: Bool = true
  ) throws -> Checkup {
    var world = World(
      environment: ["PATH": searchPath], stateDirectory: state, courseDirectory: course.folder)
    world.systemFolders = []
    let terminal = Capabilities(isInputTerminal: isTerminal, isOutputTerminal: isTerminal)
    return Checkup(
      world: world, course: try Course.load(at: course.folder), machine: machine,
      terminal: terminal)
  }

  private func row(_ name: String, _ checkup: Checkup) -> String? {
    checkup.rows(width: 400).first { $0.hasPrefix(name + " ") }?
      .split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }

  @Test func `a lesson runs live as far as its programs are here`() throws {
    let without = try checkup()
    #expect(
      row("lesson 1", without)
        == "lesson 1 1 of 3 steps run live first: the others need nginx, openssl and are recorded")
    let bin = try course.install("nginx")
    #expect(
      row("lesson 1", try checkup(searchPath: bin))
        == "lesson 1 2 of 3 steps run live first: the others need openssl and are recorded")
    _ = try course.install("openssl")
    #expect(
      row("lesson 1", try checkup(searchPath: bin)) == "lesson 1 runs live first")
  }

  @Test func `a program is where it lies, or in its package`() throws {
    let bin = try course.install("nginx")
    let found = try checkup(searchPath: bin)
    #expect(row("nginx", found) == "nginx \(bin)/nginx proxy start, lesson first")
    #expect(
      row("haproxy", found) == "haproxy not here: haproxy proxy start --with haproxy, cluster start"
    )
    #expect(
      row("rsvg-convert", found) == "rsvg-convert not here: librsvg2-bin diploma --pdf")
  }

  @Test func `one command installs what is missing, and no proxy that no lesson needs`() throws {
    let bin = try course.install("nginx")
    let install = try #require(try checkup(searchPath: bin).install)
    #expect(
      install
        == "sudo apt-get install apache2 libapache2-mod-php chromium nats-server openssl postgresql "
        + "librsvg2-bin haproxy")
    #expect(try checkup().install?.hasSuffix("librsvg2-bin nginx haproxy") == true)
  }

  @Test func `it says where progress lies, and why it cannot be kept`() throws {
    #expect(
      row("progress", try checkup())
        == "progress nowhere there is no home: name a folder with --state")
    let folder = course.folder + "/state"
    #expect(row("progress", try checkup(state: folder)) == "progress \(folder) is kept")
    #expect(!FileManager.default.fileExists(atPath: folder), "a look makes no folder")
    // Also root, who may write anywhere, cannot make a folder in a file.
    let file = course.folder + "/lessons/course.yaml"
    #expect(
      row("progress", try checkup(state: file + "/state"))
        == "progress \(file)/state \(file) cannot be written: name another folder with --state")
  }

  @Test func `it says what the terminal can do, and what a process may have`() throws {
    #expect(
      row("terminal", try checkup())
        == "terminal xterm-256color, 80 by 24 live panes, with colours")
    #expect(
      row("terminal", try checkup(isTerminal: false))
        == "terminal none plain lines, commands from a pipe")
    #expect(
      row("limits", try checkup())
        == "limits 4096 descriptors a stream takes one; 2 processors, 3072 MB of memory free")
  }

  @Test func `it fits 80 columns`() throws {
    let rows = try checkup(state: course.folder + "/state").rows(width: 80)
    #expect(rows.allSatisfy { $0.count <= 80 }, "\(rows)")
  }

  @Test func `as JSON it is one object`() throws {
    let bin = try course.install("nginx")
    let json = try checkup(searchPath: bin).json
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "architecture", "course", "https", "install", "lessons", "machine", "optimised",
        "programs", "quizzes", "state", "terminal", "version",
      ])
    let programs = try #require(object["programs"] as? [[String: Any]])
    let nginx = try #require(programs.first { $0["name"] as? String == "nginx" })
    #expect(nginx["path"] as? String == "\(bin)/nginx")
    #expect(nginx["lessons"] as? [String] == ["first"])
    #expect(!json.contains("\n"))
  }

  @Test func `at the prompt it ends with the command, or with good news`() async {
    var world = World(environment: ["PATH": ""], courseDirectory: course.folder)
    world.systemFolders = []
    let session = Session(world: world)
    #expect(await session.run("doctor") == 0)
    let said = session.said.flatMap { $0.split(whereSeparator: \.isWhitespace) }
    #expect(
      said.joined(separator: " ").hasSuffix(
        "What lessons, quizzes and the diploma miss: sudo apt-get install apache2"
          + " libapache2-mod-php chromium nats-server openssl postgresql librsvg2-bin nginx haproxy"
      ))
  }
}
