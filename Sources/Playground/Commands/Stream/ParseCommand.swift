import ArgumentParser
import EventStream

import Glibc
import VisibleText

/// `parse`: an event stream, typed or on standard input, its events as JSON.
struct ParseCommand: ShellCommand, ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .look, usage: #"parse "data: hi\n\n""#,
    summary: "what a client makes of these bytes")

  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Print the events of a stream, one JSON object a line.",
    discussion: #"""
      At the prompt it also says of each line that comes to nothing why.
      Without a text, a shell's standard input is read: printf 'data: hi\n\n' | sse parse
      Example: parse "data: hello\n\n"
      """#)
  static let atThePrompt = "here the stream is typed behind it"

  @Argument(help: "The stream itself; in double quotes \\n is a line end, \\r a CR.")
  var text: String?

  @Option(help: "Hand the parser this many bytes at a time.")
  var chunk: Int?

  @Flag(help: "Add a last line with the last event ID and the reconnection time.")
  var summary = false

  func validate() throws {
    if let chunk, chunk < 1 {
      throw ValidationError("\(chunk) bytes at a time never end: give 1 or more")
    }
  }

  var touches: [Touch] { [] }

  /// At the prompt: the text that was typed.
  func run(in session: isolated Session) async throws {
    guard let text else {
      throw CommandFailure.usage(#"give the stream itself, as in 'parse "data: hello\n\n"'"#)
    }
    var parser = EventStreamParser()
    var lines: [String] = []
    defer { if !lines.isEmpty { session.say(lines) } }
    try Array(text.utf8).withUnsafeBytes { bytes in
      try feed(bytes, to: &parser) { lines.append($0) }
    }
    if lines.isEmpty { lines = ["no event: nothing is dispatched"] }
    lines += IgnoredLine.all(in: text).map(\.row)
    if summary { lines.append(JSONText.summary(of: parser)) }
  }

  func run(in shell: Shell) async throws -> Int32 {
    var parser = EventStreamParser()
    if let text {
      try Array(text.utf8).withUnsafeBytes { try feed($0, to: &parser, shell.output) }
    } else {
      try readAll(to: &parser, shell.output)
    }
    if summary { shell.output.line(JSONText.summary(of: parser)) }
    return 0
  }

  /// Reads standard input to its end.
  private func readAll(to parser: inout EventStreamParser, _ output: Output) throws {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while !output.isBroken {
      let count = read(0, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw CommandFailure.failed(
          "standard input cannot be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { break }
      try buffer.withUnsafeBytes { bytes in
        try feed(UnsafeRawBufferPointer(rebasing: bytes[..<count]), to: &parser, output)
      }
    }
  }

  /// Prints what one reading of standard input completed, before the next.
  private func feed(
    _ bytes: UnsafeRawBufferPointer, to parser: inout EventStreamParser, _ output: Output
  ) throws {
    var lines = ""
    defer { output.write(lines) }
    try feed(bytes, to: &parser) { lines += $0 + "\n" }
  }

  /// Hands the parser these bytes, and on the events that they complete.
  private func feed(
    _ bytes: UnsafeRawBufferPointer, to parser: inout EventStreamParser, _ print: (String) -> Void
  ) throws {
    guard !bytes.isEmpty else { return }
    let step = min(chunk ?? bytes.count, bytes.count)
    for start in stride(from: 0, to: bytes.count, by: step) {
      let end = start + min(step, bytes.count - start)
      do throws(EventStreamError) {
        try parser.consume(UnsafeRawBufferPointer(rebasing: bytes[start..<end]).bytes) { item in
          if case .event(let event) = item { print(JSONText.object(of: event)) }
        }
      } catch {
        throw CommandFailure.failed("\(error)")
      }
    }
  }
}
