import Foundation
import Glibc
import OutsideServers
import Testing

/// `sse check` as a maintainer runs it.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CheckTests {
  private let course = #filePath.split(separator: "/").dropLast(3)
    .reduce("") { "\($0)/\($1)" }

  private func check(_ arguments: String...) async throws -> Program.Outcome {
    try await Program.run(["check"] + arguments + ["--course", course])
  }

  @Test func `a parser that keeps two spaces away is told so`() async throws {
    let parser = try Script(
      """
      exec python3 -c 'import sys, json
      for line in sys.stdin:
        if line.startswith("data:"): print(json.dumps({"data": line[5:].strip()}))'
      """)
    defer { parser.remove() }
    let outcome = try await Program.run(
      ["check", "parser", "--only", "one-space/two", "--course", course, "--", parser.path])
    #expect(outcome.error == "")
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.first?.hasPrefix("MUST      parser/one-space/two") == true)
    #expect(
      Array(lines.dropFirst().prefix(5)) == [
        "  Of two spaces the second is text: event 1 is another: its data",
        #"  sent    "data:  a\n\n""#,
        #"  came    event "message"  data "a"  id """#,
        "                                 ^",
        #"  wanted  event "message"  data " a"  id """#,
      ])
  }

  @Test(arguments: [
    (["parser"], "name the command behind '--', as in 'check parser -- ./my-parser'"),
    (["client", "--", "curl"], "put {url} where the command takes the address"),
    (["server", "ftp://a"], "'ftp://a' is no address: give it as http://HOST:PORT/PATH"),
    (
      ["server", "http://127.0.0.1:1/", "--via", "iis"],
      "--via iis is no proxy that is known here: take nginx, haproxy, apache, varnish, lighttpd, "
        + "caddy, squid, h2o, trafficserver"
    ),
    (
      ["server", "http://192.0.2.1/", "--via", "nginx"],
      "--via puts proxies before a server of http://127.0.0.1 alone"
    ),
    (
      ["page", "--with", "lynx"],
      "--with lynx is no browser that is known here: take chromium, firefox or webkit"
    ),
    (
      ["parser", "--only", "no-such", "--", "true"],
      "no check of a parser has 'no-such' in its id: 'check parser --list' names them"
    ),
  ])
  func `wrong usage is one sentence`(arguments: [String], sentence: String) async throws {
    let outcome = try await Program.run(
      ["check"] + arguments.prefix(1) + ["--course", course] + arguments.dropFirst())
    #expect(outcome.error.hasPrefix("sse: \(sentence)"))
    #expect(outcome.output == "")
    #expect(outcome.status == 2)
  }

  @Test func `a report that cannot be written is refused before anything runs`() async throws {
    let outcome = try await Program.run([
      "check", "parser", "--html", "/proc/none/r.html", "--course", course, "--", "true",
    ])
    #expect(
      outcome.error
        == "sse: /proc/none/r.html cannot be written: is its folder there, and writable?\n")
    #expect(outcome.status == 1)
  }

  @Test(arguments: ["parser", "client"])
  func `a program that is not there is one sentence`(subject: String) async throws {
    let outcome = try await Program.run([
      "check", subject, "--course", course, "--", "no-such-program", "{url}",
    ])
    #expect(
      outcome.error
        == "sse: 'no-such-program' cannot be started: is it a program, and in PATH?\n")
    #expect(outcome.output == "")
    #expect(outcome.status == 1)
  }

  @Test func `nobody at an address is one sentence`() async throws {
    let outcome = try await check("server", "http://127.0.0.1:1/events")
    #expect(
      outcome.error
        == "sse: nobody answers at 127.0.0.1:1: is the server running, and is that its port?\n")
    #expect(outcome.status == 1)
  }

  @Test(arguments: [SIGKILL, SIGINT, SIGTERM])
  func `nothing that it started outlives it`(signal: Int32) async throws {
    let marker = "86398.\(UInt32.random(in: 1...UInt32.max))"
    let program = try RunningProgram([
      // One command, whose children come when it is held: the moment between its start and its hold
      // (0704) is another matter.
      "check", "client", "--only", "client/lets-go/404", "--course", course, "--", "/bin/sh", "-c",
      "sleep 0.2; sleep \(marker) & sleep \(marker); : {url}",
    ])
    while !isRunning(marker) { try await Task.sleep(for: .milliseconds(10)) }
    if signal == SIGKILL { program.kill() } else { _ = program.end(by: signal) }
    while isRunning(marker) { try await Task.sleep(for: .milliseconds(10)) }
  }

  @Test func `a server that never listens does not keep it from ending`() async throws {
    let marker = "86395.\(UInt32.random(in: 1...UInt32.max))"
    let program = try RunningProgram([
      "check", "server", "http://127.0.0.1:1/", "--start", "sleep \(marker)", "--course", course,
      "--only", "server/type/",
    ])
    while !isRunning(marker) { try await Task.sleep(for: .milliseconds(10)) }
    #expect(program.end(by: SIGTERM) == 130)
    #expect(program.line() == "")
    #expect(program.line()?.hasPrefix("0 checks of http://127.0.0.1:1/ in ") == true)
    #expect(program.line() == "the run was stopped: 2 checks had not ended")
    #expect(program.errorLine() == nil)
    while isRunning(marker) { try await Task.sleep(for: .milliseconds(10)) }
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx"),
      "nginx is missing: sudo apt-get install nginx"))
  func `through a proxy it says what changes, and which line mends it`() async throws {
    // The small server of the suite, which does not tell nginx here that it should not collect.
    let peer = course + "/Tests/ConformanceTests/Peers/server.py"
    let source = String(decoding: try Data(contentsOf: URL(filePath: peer)), as: UTF8.self)
    let server = NSTemporaryDirectory() + "/sse-peer-\(UInt32.random(in: 1...UInt32.max)).py"
    try Data(source.replacing("\"X-Accel-Buffering\"", with: "\"X-Other\"").utf8)
      .write(to: URL(filePath: server))
    defer { try? FileManager.default.removeItem(atPath: server) }
    let port = try LoopbackPort.free()
    let outcome = try await check(
      "server", "http://127.0.0.1:\(port)/stream", "--start", "python3 \(server) \(port)",
      "--only", "server/head-at-once/new", "--via", "nginx")
    #expect(outcome.error == "")
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    #expect(
      Array(lines.dropFirst(2).prefix(4)) == [
        "through nginx, as it is shipped: 0 of 1 check as directly, 1 changes:",
        "  SHOULD    server/head-at-once/new",
        "    no head came within 1 s",
        "  1 of 1 pass once nginx has these lines ('proxy config --with nginx --mended' shows the whole):",
      ])
    #expect(lines.contains("    proxy_buffering off;"))
  }

  @Test func `a parser and its child end with it, though they read nothing`() async throws {
    let marker = "86397.\(UInt32.random(in: 1...UInt32.max))"
    let program = try RunningProgram([
      // One command, and held, as above.
      "check", "parser", "--only", "parser/bom/data", "--course", course, "--", "/bin/sh", "-c",
      "sleep 0.2; sleep \(marker) & sleep \(marker)",
    ])
    while !isRunning(marker) { try await Task.sleep(for: .milliseconds(10)) }
    program.kill()
    while isRunning(marker) { try await Task.sleep(for: .milliseconds(10)) }
  }

  private func isRunning(_ text: String) -> Bool {
    let manager = FileManager.default
    return ((try? manager.contentsOfDirectory(atPath: "/proc")) ?? []).contains { name in
      guard Int32(name) != nil, let data = manager.contents(atPath: "/proc/\(name)/cmdline") else {
        return false
      }
      let words = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return words.first?.hasSuffix("sleep") == true && words.contains(text)
    }
  }
}

/// A small program of the shell, in a file of its own.
private struct Script {
  let path: String

  init(_ text: String) throws {
    path = NSTemporaryDirectory() + "/sse-script-\(UInt32.random(in: 1...UInt32.max))"
    try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
