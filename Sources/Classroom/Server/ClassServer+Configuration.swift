import Glibc
public import NIOCore
import NIOPosix

extension ClassServer {
  /// What a class is told when it begins; every value has a sensible default.
  public struct Configuration: Sendable {
    /// What it is called on the page.
    public var name = "class"
    /// The address to listen on; on a loopback address only this machine's browsers come in.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 for any free one, or the one that a class that goes on had before.
    public var port = 0
    /// Where names, answers and what is shown are kept; nil: nowhere.
    public var folder: ClassFolder?
    /// Whether the class in the folder goes on; otherwise it must be a new one.
    public var resumes = false
    /// What a phone must know before it may have a name or answer; nil: nothing.
    public var code: String?
    /// Whether the page is light on phones that have never chosen otherwise, as the wall is.
    public var isLight = false
    /// The clock of gauges and limits, and of the server's heartbeats.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// The reconnection time in milliseconds, told at the start of each stream; nil: the browser's.
    public var retry: Int?
    /// The event loops to run on.
    public var eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    /// Does what the speaker's page asks for, on no particular thread.
    public var drive: (@Sendable (SpeakerWord) -> Void)?
    /// The time of the day in the book, in seconds since 1970.
    public var now: @Sendable () -> Int = { time(nil) }
    /// Keeps a result that a learner's program has sent, on no particular thread; nil: none is.
    public var keepResult: (@Sendable (ArrivedResult) -> ResultOutcome)?
    /// What each connection to `/cast` is sent, encoded events, the first one at once; nil: the path
    /// is not there.
    public var cast: (@Sendable () -> AsyncStream<[UInt8]>)?
    /// Origins whose pages may read `/cast`; for all else the class is for its own pages alone.
    public var castOrigins: [String] = []

    /// Makes a configuration of defaults.
    public init() {}
  }
}

/// What the speaker's page can ask of the wall, and nothing else.
public enum SpeakerWord: String, Sendable, Hashable, CaseIterable {
  /// What stands ready at the prompt, as Enter would.
  case enter
  case next, back, reset, show, reveal, blank, page
}
