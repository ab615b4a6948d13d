import Platform

internal import Synchronization

internal import Glibc

/// The terminal: a line editor with room above it.
///
/// One thread owns libedit and writes every byte; this is its face, for any other thread. Rows are
/// printed above the prompt, panes are painted between those rows and the prompt, lines come back
/// through ``input``. While a line's command runs there is no prompt; ``prompt(ready:)`` asks for
/// the next one. Text that is typed meanwhile is kept; an Enter without text, which could only mean
/// what was not yet to be seen, is not.
///
/// The terminal's turn ends with each ``Input/line(_:)`` and ``Input/end``, and begins again with
/// ``prompt(ready:)``: each line is to be answered by one prompt, when its command has ended.
///
///     let console = Console(capabilities: capabilities, historyFile: path) { _, _ in .none }
///     console.prompt()
///     for await input in console.input {
///       guard case .line(let line) = input else { break }
///       console.print([Row("you said \(line)")])
///       console.prompt()
///     }
///     await console.close()
public final class Console: Sendable {
  /// What the person at the terminal did.
  public enum Input: Sendable, Hashable {
    /// Enter: a line. No prompt is shown until ``Console/prompt(ready:)``.
    case line(String)
    /// Enter: the command that stood ready, as it was.
    ///
    /// It was not written by the person at the terminal.
    case ready(String)
    /// Ctrl-C while there was no line: what was typed ahead is dropped, and at the prompt a new
    /// prompt follows by itself.
    case interrupt
    /// Ctrl-C that threw a line away; a new prompt follows by itself.
    case cleared
    /// Ctrl-D on an empty line, or the terminal is gone. No prompt is shown until asked for.
    case end
    /// The window has another size. Panes have already followed.
    case resized(Size)
  }

  /// How many rows may wait to be printed; when there are more, the oldest are left out and a row
  /// says how many.
  public static let queueLimit = 10_000
  /// How often panes are painted at most, a second.
  public static let framesPerSecond = 30

  /// What the person does, in order.
  ///
  /// One reader.
  public let input: AsyncStream<Input>

  private let mailbox: Mailbox?
  private let ended: AsyncStream<Void>

  /// Takes the terminal and starts the editor thread.
  ///
  /// Nothing is shown yet.
  ///
  /// - Parameters:
  ///   - capabilities: What the terminal can do.
  ///   - historyFile: Where entered lines are kept between runs; nil to forget them.
  ///   - prompt: The prompt.
  ///   - elapsed: The time handed to the panes; the default counts from now.
  ///   - complete: What Tab offers for this line with the cursor after so many characters. Called
  ///     on the editor thread, so it must be quick and must not wait for the console.
  public init(
    capabilities: Capabilities, historyFile: String?, prompt: String = "sse> ",
    elapsed: (@Sendable () -> Duration)? = nil,
    complete: @escaping @Sendable (_ line: String, _ cursor: Int) -> Completion
  ) {
    let start = ContinuousClock.now
    let (input, yield) = AsyncStream.makeStream(of: Input.self)
    let (ended, end) = AsyncStream.makeStream(of: Void.self)
    self.input = input
    self.ended = ended
    mailbox = Mailbox()
    guard let mailbox else {
      yield.yield(.end)
      yield.finish()
      end.finish()
      return
    }
    let setup = Editor.Setup(
      capabilities: capabilities, historyFile: historyFile, prompt: prompt,
      elapsed: elapsed ?? { ContinuousClock.now - start }, complete: complete,
      yield: { yield.yield($0) })
    BlockingThread.detach {
      Editor(mailbox: mailbox, setup: setup)?.run()
      yield.finish()
      end.finish()
    }
  }

  /// Prints rows above the panes and the prompt.
  ///
  /// Rows wider than the screen are wrapped.
  public func print(_ rows: [Row]) {
    if !rows.isEmpty { mailbox?.post(.print(rows)) }
  }

  /// Shows panes above the prompt from now on.
  ///
  /// - Parameter frame: Draws them: rows for a screen of this size at this time, fewer than the
  ///   screen has, or nil for none. Called on the editor thread after a ``poke()`` and about every
  ///   quarter of a second while something changes, never more often than ``framesPerSecond``.
  public func showPanes(_ frame: @escaping @Sendable (Size, Duration) -> [Row]?) {
    mailbox?.post(.showPanes(frame))
  }

  /// Says that the panes would look different now.
  ///
  /// Cheap; call it for every observation.
  public func poke() {
    mailbox?.poke()
  }

  /// Takes the panes away; these rows stay in their place as ordinary text.
  public func hidePanes(leaving rows: [Row] = []) {
    mailbox?.post(.hidePanes(leaving: rows))
  }

  /// Shows a row right above the prompt, while something takes long; nil takes it away.
  ///
  /// Where nothing can be painted it is not shown: print ``ProgressLines`` there.
  public func showStatus(_ row: Row?) {
    mailbox?.post(.status(row))
  }

  /// Shows the prompt again: the command is done.
  ///
  /// - Parameter ready: A command to stand ready, so that Enter runs it and anything that is typed
  ///   takes its place. Not shown when the user has typed something meanwhile.
  public func prompt(ready: String = "") {
    mailbox?.post(.prompt(ready: ready))
  }

  /// Empties the screen; panes and prompt come again at its top.
  public func clear() {
    mailbox?.post(.clear)
  }

  /// Gives the terminal back as it was.
  ///
  /// Returns when that is done; ``input`` has then ended.
  public func close() async {
    mailbox?.post(.close)
    for await _ in ended {}
  }
}
