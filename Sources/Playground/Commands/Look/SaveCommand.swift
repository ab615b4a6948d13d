import ArgumentParser
import FoundationEssentials
import Observations
import StreamViews
import Terminal

/// `save`: the transcript of this session.
struct SaveCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .look, usage: "save FILE, clear, history",
    summary: "keep the transcript, tidy, look back")

  static let configuration = CommandConfiguration(
    commandName: "save",
    abstract: "Write the transcript of this session to a file.",
    discussion: """
      With --json a line is one observation, as one JSON object with all that is known of it.
      Example: save first-stream.txt
      """)

  @Argument(help: "The file; it must not exist yet.")
  var file: String

  @Flag(help: "Save every observation as one JSON object on one line.")
  var json = false

  var touches: [Touch] { [.writesFile(file)] }

  func run(in session: isolated Session) async throws {
    let slice = session.journal.slice(from: 1)
    let lines = json ? ObservationLine.lines(of: slice) : lines(of: slice, session.view)
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

  /// What a script would have printed.
  private func lines(of slice: JournalSlice, _ view: ViewState) -> [String] {
    var layout = PlainLayout(wire: view.wire, learner: true)
    let gap = "… \(slice.missing) earlier observations were let go"
    return (slice.missing > 0 ? [gap] : [])
      + slice.observations.flatMap { layout.rows(for: $0).map(\.text) }
  }
}
