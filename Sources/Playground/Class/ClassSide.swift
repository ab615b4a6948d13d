import Classroom
import EventServer
import EventStream
import Observations
import StreamViews
import Terminal

/// The class that a session is shown to: its server, and what keeps it told.
final class ClassSide: Sendable {
  /// How often it is looked whether the class stands otherwise.
  static let lookInterval = Duration.seconds(1)

  let server: ClassServer
  /// How it comes in.
  let invitation: ClassInvitation
  private let cast: WallCast
  private let feed: AudienceFeed
  private let feeding: Task<Void, Never>
  private let looking: Task<Void, Never>
  private let casting: Task<Void, Never>

  /// Begins to show a session to a class whose server runs.
  init(
    _ server: ClassServer, _ invitation: ClassInvitation, _ cast: WallCast, session: Session
  ) {
    self.cast = cast
    casting = Task { await cast.run() }
    self.server = server
    self.invitation = invitation
    let feed = AudienceFeed(journal: session.journal) { try? server.show($0) }
    self.feed = feed
    feeding = Task { await feed.run() }
    let clock = session.world.clock
    looking = Task { [weak session] in
      var watch = AttendanceWatch()
      while !Task.isCancelled {
        guard let session else { return }
        await session.look(at: server, &watch)
        try? await clock.sleep(for: Self.lookInterval)
      }
    }
  }

  /// Shows the class what has been recorded so far.
  func drain() { feed.drain() }

  /// Ends it for everybody; what is kept stays.
  func stop() async {
    feed.drain()
    feeding.cancel()
    looking.cancel()
    casting.cancel()
    cast.finish()
    await server.stop()
  }
}

/// What was last written down of a class.
struct AttendanceWatch: Sendable {
  private var last: [Field] = []
  private var page = -1
  private var pageStart = 0
  private var start: Int?
  private var speaker = ""
  /// How the class stands, in words.
  private(set) var row = ""
  /// How many minutes it has lasted.
  private(set) var minutes = 0

  /// The figures, if they are others than before.
  mutating func figures(
    of attendance: Attendance, page: Int, at seconds: Int, clock: String
  ) -> [Field]? {
    if page != self.page { (self.page, pageStart) = (page, seconds) }
    start = start ?? seconds
    minutes = (seconds - (start ?? seconds)) / 60
    let figures = attendance.figures(
      minutes: page < 0 ? nil : (seconds - pageStart) / 60, clock: String(clock.prefix(5)))
    guard figures != last else { return nil }
    last = figures
    row = AttendanceRow.row(of: figures).text
    return figures
  }

  /// What the speaker's page is to show, if it is something else than before.
  mutating func changed(speaker state: String) -> String? {
    guard state != speaker else { return nil }
    speaker = state
    return state
  }
}

extension Attendance {
  /// It as figures for the journal; times in seconds.
  func figures(minutes: Int?, clock: String) -> [Field] {
    var figures = [Field("clock", clock)]
    if let minutes { figures.append(Field("minutes", String(minutes))) }
    figures.append(Field("here", String(here)))
    if let answered { figures.append(Field("answered", String(answered))) }
    figures.append(Field("lost", String(lost)))
    figures.append(Field("slower", String(slower)))
    if desks > 0 {
      figures.append(Field("desks", String(desks)))
      figures.append(Field("stuck", String(stuck)))
    }
    if let quiz {
      figures.append(Field("sitting", String(quiz.sitting.count)))
      figures.append(Field("handed-in", String(quiz.handedIn.count)))
    }
    if let homecoming {
      figures.append(Field("cut", String(homecoming.cut)))
      figures.append(Field("back", String(homecoming.away.count)))
      if let first = homecoming.away.first, let last = homecoming.away.last {
        figures.append(Field("first", Self.seconds(first)))
        figures.append(Field("last", Self.seconds(last)))
      }
    }
    return figures
  }

  private static func seconds(_ milliseconds: Int) -> String {
    "\(milliseconds / 1000).\(milliseconds % 1000 / 100)"
  }
}
