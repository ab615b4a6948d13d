import ArgumentParser
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
      With --json a line is one observation, as one JSON object with all that is known of it. With \
      --cast it is a recording of the terminal, which asciinema and its players play.
      Example: save first-stream.txt
      """)

  @Argument(help: "The file; it must not exist yet.")
  var file: String

  @Flag(help: "Save every observation as one JSON object on one line.")
  var json = false

  @Flag(help: "Save a recording of the terminal, as asciinema's version 2.")
  var cast = false

  func validate() throws {
    if json, cast {
      throw ValidationError("--json and --cast are two files: save one, then the other")
    }
  }

  var touches: [Touch] { [.writesFile(file)] }

  func run(in session: isolated Session) async throws {
    let slice = session.journal.slice(from: 1)
    if cast {
      let recording = CastRecorder.recording(of: slice, on: session.world.screenSize())
      try NewFile.write(Array(recording.file.utf8), to: file)
      return session.say("\(recording.outputs.count) outputs saved in \(file)")
    }
    let lines = json ? ObservationLine.lines(of: slice) : lines(of: slice, session.view)
    try NewFile.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: file)
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
