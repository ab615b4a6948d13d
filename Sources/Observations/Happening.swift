public import EventStream

/// What can happen on either side of a stream, and around it.
///
/// A new kind of thing to observe is a case here, and what `Happening+Kind.swift`, the projection and
/// the way back from it say of it; panes, plain output, tasks and transcripts read nothing else.
public enum Happening: Sendable, Hashable {
  // MARK: The server

  /// A server began to listen at `url`.
  case serverStarted(url: String)
  /// The server stopped listening.
  case serverStopped
  /// A peer connected.
  case accepted(peer: String)
  /// A request head arrived.
  case request(method: String, target: String, headers: [Header])
  /// A response head was written.
  case response(status: Int, headers: [Header])
  /// Bytes of an event stream were written: the text itself, before any chunk framing.
  case wrote([UInt8])
  /// The connection ended, and why.
  case ended(reason: String)
  /// A fault was set or, with `none`, taken away; on one channel or on all, and what it strikes.
  case fault(String, channel: String?, strikes: String)

  // MARK: The client

  /// A request is about to go out.
  case connecting(url: String, lastEventID: String)
  /// The connection stands: `local` is the client's own end of it, as in `127.0.0.1:51324`.
  case connected(local: String)
  /// The response is an event stream: readyState 1.
  case open(status: Int, headers: [Header])
  /// An event was dispatched.
  case event(MessageEvent)
  /// A comment line arrived. No event: a browser shows none of it.
  case comment(String)
  /// The server set the reconnection time.
  case reconnectionTime(milliseconds: Int)
  /// A redirect is being followed.
  case redirected(to: String)
  /// The connection was lost and will be made anew after this many milliseconds: readyState 0.
  case lost(reason: String, retryIn: Int)
  /// The connection failed for good: readyState 2.
  case failed(reason: String)
  /// The client closed the stream itself: readyState 2.
  case closed
  /// The client stopped reading its socket; the stream stays open.
  case paused
  /// The client reads its socket again.
  case resumed

  // MARK: A page in a browser

  /// A page is about to be loaded, to open streams of this address.
  case browsing(page: String, stream: String)
  /// A page's listener was called: with `open`, with `error`, or with an event of another type.
  ///
  /// `data` is nil when the browser itself called it, and not an event of the stream.
  case heard(type: String, readyState: Int, id: String, data: String?)
  /// An event came for whose type the page has no listener.
  case unheard(type: String, id: String, data: String)
  /// The browser wrote into its console, which no page can read.
  case console(String)
  /// What a `read()` of a page's `fetch` returned: its first bytes, and how many it had.
  case piece([UInt8], size: Int)
  /// A page was watched; these are the figures of its streams.
  case browsed([Field])

  // MARK: Either side's raw bytes

  /// Bytes as they came off the socket.
  case received([UInt8])
  /// Bytes as they went to the socket.
  case sent([UInt8])

  // MARK: Around them

  /// A proxy began to listen.
  case proxyStarted(StartedProxy)
  /// The proxy is gone.
  case proxyStopped

  /// The engine that keeps a server's channels did something, as this server sees it: `what` is one
  /// word, of which node and of which channel where it is of one, and `text` says the rest.
  case engine(what: String, node: String, channel: String, text: String)
  /// A row of the TODO list was added, changed or removed.
  case row(kind: String, id: Int, description: String, completed: Bool)
  /// A process was started.
  case spawned(pid: Int, role: String)
  /// A step of a measurement ended with these figures.
  case measured([Field])
  /// A command is about to be run; `origin` says whose it is.
  case command(String, origin: CommandOrigin = .typed)
  /// The learner was told what to look at while the command that was just entered runs.
  case look(String)
  /// A command answered with these lines.
  case answered([String])
  /// A command answered with figures, which a viewer lays out as the `sheet` of this name: a table's
  /// head, its rows, a picture.
  case figures(sheet: String, [Field])
  /// A page of Markdown was put before the learner.
  case page(String)
  /// A guess was compared with what came; `isRight` is nil, and `came` empty, where there was nothing
  /// to compare it with. `sentence` is what the learner is told, in Markdown.
  case predicted(id: String, guess: String, came: String, isRight: Bool?, sentence: String)
  /// So stands the class that this is shown to: how many are there, have answered, are lost.
  case attended([Field])
  /// A command was refused or failed with this sentence.
  case refused(String)

  // MARK: The screen

  /// The two sides are laid out like this from now on.
  case layout(ScreenLayout)
  /// Raw bytes, chunk framing and header lines are shown from now on, or not.
  case wire(isShown: Bool)
  /// This line stands ready at the next prompt; empty: none does.
  case typedAhead(String)
  /// So far is the work that a command is waiting for.
  case progress(done: Int, total: Int, label: String)
  /// There is nothing to wait for any more.
  case progressEnded
  /// The screen was cleared.
  case screenCleared
  /// What runs is about to be put away for something new: how it ends is of no interest.
  case clearingAway
  /// It has been put away.
  case clearedAway
  /// The learner wants the next screenful of what is being read.
  case readOn
  /// The learner has turned to the streams: what made room for a text has its place back.
  case turnedToStreams
}

/// A header of a request or a response, as it stood on the wire.
public struct Header: Sendable, Hashable {
  /// The name in the capitals of the wire; compare it without them.
  public var name: String
  /// The value without surrounding white space.
  public var value: String

  /// Makes a header.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension [Header] {
  /// Which of several servers an answer is from, where a balancer says so in `X-Served-By`.
  public var servedBy: String? {
    first { $0.name.lowercased() == "x-served-by" }.map(\.value).flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// A name and a value of an observation's projection.
public struct Field: Sendable, Hashable {
  /// Lower case, words joined by hyphens, `headers.last-event-id` for what lies inside.
  public var name: String
  /// The value as text.
  public var value: String

  /// Makes a field.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
