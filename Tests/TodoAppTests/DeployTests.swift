import Foundation
import Testing
import Yams

@testable import TodoApp

@Suite("The files for deployment", .timeLimit(.minutes(2))) struct DeployTests {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy")

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  private func service(_ name: String) throws -> Node {
    let compose = try Yams.compose(yaml: text("compose.yaml"))
    return try #require(compose?["services"]?[name])
  }

  @Test func `hold the same SQL as the program runs`() throws {
    #expect(try text("init.sql") == PostgresSchema.sql)
  }

  @Test func `start a database that is looked after`() throws {
    let database = try service("db")
    #expect(database["image"]?.string?.hasPrefix("postgres:15") == true)
    #expect(database["environment"]?["POSTGRES_DB"]?.string == "todos")
    #expect(database["ports"]?.array().map { $0.string } == ["5432:5432"])
    #expect(
      database["volumes"]?.array().first?.string
        == "./init.sql:/docker-entrypoint-initdb.d/init.sql:ro")
    #expect(database["healthcheck"]?["test"]?.array()[1].string == "pg_isready")
  }

  @Test func `start the list when the database is ready, on port 9090`() throws {
    let web = try service("web")
    #expect(web["ports"]?.array().map { $0.string } == ["9090:9090"])
    #expect(web["depends_on"]?["db"]?["condition"]?.string == "service_healthy")
    #expect(web["healthcheck"]?["test"]?.array().isEmpty == false)
    let command = web["command"]?.array().compactMap { $0.string } ?? []
    #expect(command.first == "todo")
    #expect(command.contains("--host=0.0.0.0"))
    #expect(command.contains("--port=9090"))
    #expect(command.last == "--database=postgres://postgres:postgres@db/todos")
  }

  @Test func `ask the list for its health in words that it understands`() async throws {
    let test = try service("web")["healthcheck"]?["test"]?.array().last?.string
    let todo = try await Running(.memory)
    let script = try #require(test).replacing("9090", with: "\(todo.port)")
    let status = try await offPool {
      try Process.run(URL(filePath: "/bin/bash"), arguments: ["-c", script])
    }
    try await offPool { status.waitUntilExit() }
    #expect(status.terminationStatus == 0)
    await todo.server.stop()
  }

  @Test func `build the program and carry only what it needs`() throws {
    let lines = try text("Dockerfile").split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("FROM") }.count == 2)
    #expect(lines.contains("USER nobody"))
    #expect(lines.contains("EXPOSE 9090"))
    #expect(lines.contains(#"ENTRYPOINT ["sse"]"#))
    let root = folder.deletingLastPathComponent()
    for line in lines where line.hasPrefix("COPY") && !line.contains("--from") {
      let source = line.split(separator: " ")[1]
      #expect(
        FileManager.default.fileExists(atPath: root.appending(path: String(source)).path()),
        "\(source)")
    }
  }

  @Test func `seat a class from the package, with all that a lesson runs live`() throws {
    let text = try text("class/Dockerfile")
    let lines = text.split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("FROM") } == ["FROM debian:bookworm-slim"])
    #expect(lines.contains("COPY sse-workbook_*.deb /tmp/"))
    #expect(lines.contains("USER learner"))
    #expect(lines.last == #"ENTRYPOINT ["sse"]"#)
    let words = Set(text.split { " \n\\".contains($0) }.map(String.init))
    let packages = [
      "apache2", "chromium", "libapache2-mod-php", "librsvg2-bin", "nginx", "openssl", "postgresql",
    ]
    #expect(words.isSuperset(of: packages))
    // Every instruction is one that a container engine knows.
    let instructions = lines.filter { !$0.hasPrefix(" ") && !$0.hasPrefix("#") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(
      Set(instructions).isSubset(of: [
        "FROM", "COPY", "RUN", "USER", "WORKDIR", "ENV", "VOLUME", "EXPOSE", "ENTRYPOINT",
      ]))
  }

  @Test func `open the repository where it can be built and tested`() throws {
    let root = folder.deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: ".devcontainer/devcontainer.json"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let command = try #require(object["postCreateCommand"] as? String)
    #expect(command == "scripts/setup --test")
    #expect((object["image"] as? String)?.hasPrefix("swift:6.") == true)
    #expect(object["forwardPorts"] as? [Int] == [9090])
  }
}
