import Foundation
import Glibc
import Testing

/// What is left of servers of others when the program that started them ends.
@Suite(.serialized, .timeLimit(.minutes(1))) struct TetherTests {
  /// How a session may end.
  enum End: CaseIterable {
    case quit, endOfInput, interrupt, kill
  }

  @Test(arguments: End.allCases)
  func `nginx ends with the session, however that ends`(end: End) async throws {
    try #require(
      FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx"),
      "nginx is not installed: sudo apt-get install nginx")
    let program = try RunningProgram()
    program.type("server start --port 0\nproxy start\n")
    while let line = program.line(), !line.hasPrefix("proxy  │ listening") {}
    let started = children(of: program.identifier)
    #expect(started.count == 1)
    #expect(started.allSatisfy { command(of: $0).contains("nginx: master") })
    switch end {
    case .quit:
      program.type("quit\n")
      _ = program.finish()
    case .endOfInput: _ = program.finish()
    case .interrupt:
      _ = program.end(by: SIGINT)
    case .kill: program.kill()
    }
    // The kernel kills nginx; the worker follows its master.
    while started.contains(where: isAlive) { try await Task.sleep(for: .milliseconds(10)) }
  }

  @Test(arguments: ["haproxy", "apache", "varnish"])
  func `each proxy ends with the session that is killed, whoever holds its tether`(name: String)
    async throws
  {
    let program = try RunningProgram()
    program.type("server start --port 0\nproxy start --with \(name)\n")
    while let line = program.line(), !line.hasPrefix("proxy  │ listening") {}
    let leader = try #require(
      children(of: program.identifier).first, "\(name) is not installed: see scripts/setup --test")
    let started = [leader] + children(of: leader)
    program.kill()
    while started.contains(where: isAlive) { try await Task.sleep(for: .milliseconds(10)) }
  }

  @Test func `PostgreSQL ends with the session that is killed`() async throws {
    let program = try RunningProgram()
    program.type("todo start --port 0 --database postgres\n")
    while let line = program.line(), !line.hasPrefix("todo   │ listening") {}
    let postmaster = try #require(
      children(of: program.identifier).first,
      "PostgreSQL is not installed: sudo apt-get install postgresql")
    let started = [postmaster] + children(of: postmaster)
    #expect(started.count > 1)
    let folder = command(of: postmaster).split(separator: "\0").first { $0.hasSuffix("/data") }
    program.kill()
    // The kernel kills the postmaster; its processes see that and end.
    while started.contains(where: isAlive) { try await Task.sleep(for: .milliseconds(10)) }
    let left = try #require(folder).dropLast("/data".count)
    #expect(left.contains("/sse-postgres-"))
    try FileManager.default.removeItem(atPath: String(left))
  }

  private func children(of process: Int32) -> [Int32] {
    processes().filter { status(of: $0).parent == process }
  }

  private func processes() -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }
  }

  private func isAlive(_ process: Int32) -> Bool {
    let state = status(of: process).state
    return state != nil && state != "Z"
  }

  private func command(of process: Int32) -> String { text("/proc/\(process)/cmdline") }

  /// The third and fourth fields of `/proc/PID/stat`, after the name in its brackets.
  private func status(of process: Int32) -> (state: String?, parent: Int32?) {
    let rest = text("/proc/\(process)/stat").split(separator: ")").last ?? ""
    let words = rest.split(separator: " ")
    return (words.first.map(String.init), words.dropFirst().first.flatMap { Int32($0) })
  }

  private func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}
