import EventClient
import Observations
import StreamViews
import Terminal
import VisibleText

/// Prints what `sse listen` has written into its journal: events to standard output, states to
/// standard error.
///
/// It is asked after each element, on the task that reads the stream, so the reader of the output
/// sets the pace and the journal never lets go of what was not printed.
struct ListenPrinter {
  /// How much the journal keeps, in bytes: what one element makes of itself, and no more.
  static let journalLimit = 1 << 20

  let journal: Journal
  let layout: ListenLayout
  let shell: Shell
  /// Events as JSON, one a line.
  let json: Bool
  private var rows = EventRows()
  private var printed = 0

  init(journal: Journal, layout: ListenLayout, shell: Shell, json: Bool) {
    self.journal = journal
    self.layout = layout
    self.shell = shell
    self.json = json
  }

  /// Prints what has not been printed yet; events fit a screen of this size, if there is one.
  mutating func drain(on screen: Size?) {
    for observation in journal.observations(from: printed + 1) {
      printed = observation.number
      if case .event(let event) = observation.happening {
        if json {
          shell.output.line(JSONText.object(of: event))
        } else {
          shell.output.lines { put in rows.draw(event, on: screen) { put($0.text) } }
        }
      }
      for line in layout.sentences(for: observation.happening) { shell.error.sentence(line) }
    }
  }
}
