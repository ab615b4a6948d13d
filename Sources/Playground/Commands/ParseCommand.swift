import ArgumentParser
import EventStream

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `sse parse`: an event stream on standard input, its events as JSON on standard output.
struct ParseCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Print the events of the stream on standard input, one JSON object a line.",
    discussion: #"Example: printf 'data: hello\n\n' | sse parse"#)
  static let atThePrompt = "here 'client connect' shows what a stream dispatches"

  @Option(help: "Hand the parser this many bytes at a time.")
  var chunk: Int?

  @Flag(help: "Add a last line with the last event ID and the reconnection time.")
  var summary = false

  func validate() throws {
    if let chunk, chunk < 1 {
      throw ValidationError("\(chunk) bytes at a time never end: give 1 or more")
    }
  }

  func run(in shell: Shell) async throws -> Int32 {
    var parser = EventStreamParser()
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while !shell.output.isBroken {
      let count = read(0, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw CommandFailure.failed(
          "standard input cannot be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { break }
      try buffer.withUnsafeBytes { bytes in
        try feed(UnsafeRawBufferPointer(rebasing: bytes[..<count]), to: &parser, shell.output)
      }
    }
    if summary { shell.output.line(JSONText.summary(of: parser)) }
    return 0
  }

  /// Prints what one reading of standard input completed, before the next.
  private func feed(
    _ bytes: UnsafeRawBufferPointer, to parser: inout EventStreamParser, _ output: Output
  ) throws {
    let step = min(chunk ?? bytes.count, bytes.count)
    var lines = ""
    defer { output.write(lines) }
    for start in stride(from: 0, to: bytes.count, by: step) {
      let end = start + min(step, bytes.count - start)
      do throws(EventStreamError) {
        try parser.consume(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) { item in
          if case .event(let event) = item { lines += JSONText.object(of: event) + "\n" }
        }
      } catch {
        throw CommandFailure.failed("\(error)")
      }
    }
  }
}
