import ArgumentParser
import FoundationEssentials
import Observations
import StreamViews
import Terminal

/// `save`: the transcript of this session.
struct SaveCommand: ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "save",
    abstract: "Write the transcript of this session to a file.",
    discussion: "Example: save first-stream.txt")

  @Argument(help: "The file; it must not exist yet.")
  var file: String

  var touches: [Touch] { [.writesFile(file)] }

  func run(in session: isolated Session) async throws {
    var layout = PlainLayout(wire: session.view.wire, learner: true)
    let observations = session.journal.observations()
    var lines = observations.flatMap { layout.rows(for: $0).map(\.text) }
    if session.journal.dropped > 0 {
      lines.insert("… \(session.journal.dropped) earlier observations were let go", at: 0)
    }
    let text = lines.map { $0 + "\n" }.joined()
    do {
      try Data(text.utf8).write(to: URL(filePath: file), options: .withoutOverwriting)
    } catch let error as CocoaError where error.code == .fileWriteFileExists {
      throw CommandFailure.failed("\(file) exists already: give a name that is free")
    } catch {
      throw CommandFailure.failed("\(file) cannot be written: is its folder there, and writable?")
    }
    session.say("\(lines.count) lines saved in \(file)")
  }
}
