import Observations
import Terminal

/// Commands from a pipe: read a line, run it, print what happened, go on.
struct Script {
  let session: Session
  let output: Output
  /// Whether a screen reader is to read it (`--plain`).
  var isSpoken = false

  /// Runs the first line and every line of standard input, and returns the first exit status that
  /// was not 0.
  func run(first: String?) async -> Int32 {
    let printer = JournalPrinter(
      journal: session.journal, output: output, as: .lines(isSpoken: isSpoken))
    let printing = Task { await printer.run() }
    var status: Int32 = 0
    if let first {
      status = await session.run(first)
      printer.drain()
    }
    do {
      for try await line in InputLines.standard {
        let result = await session.run(line)
        printer.drain()
        if status == 0 { status = result }
        if await session.isFinished || output.isBroken { break }
      }
    } catch {
      let failure = CommandFailure(error)
      Output.error.sentence("sse: \(failure.sentence)")
      if status == 0 { status = failure.exitStatus }
    }
    await session.finish()
    printing.cancel()
    printer.drain()
    return status
  }
}
