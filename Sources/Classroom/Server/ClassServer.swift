public import EventServer
public import EventStream
import Hummingbird
import Synchronization

/// The server of a class: a page for phones, the lesson as a stream, a stream on which is
/// demonstrated, and a book of names and answers.
///
///     let server = ClassServer(configuration)
///     let port = try await server.start()
///     server.show(#"{"number":1,"time":0.0,"side":"learner",…}"#)
///
/// What it shows are lines of JSON that it does not read. It starts once.
public final class ClassServer: Sendable {
  /// Where phones follow what is demonstrated.
  public static let demonstration = "/demonstration"
  /// How many events of a demonstration are kept.
  static let demonstrationLimit = 1_000
  /// How many states of the speaker's page are kept: it needs the newest alone.
  static let speakerLimit = 1

  /// What the server was told.
  public let configuration: Configuration
  let channel = EventChannel(
    path: ClassServer.demonstration, historyLimit: ClassServer.demonstrationLimit)

  /// What is there from the start on.
  private struct Running {
    var server: RoutedServer
    var lesson: LessonLog
    var speaker: EventChannel
    var card: ClassFolder.Card
  }

  struct State: Sendable {
    var book = ClassBook()
    var ledger: Ledger?
    var gauge = MoodGauge()
    var meter = PostMeter()
    var isLocked = false
    var homecoming: Attendance.Homecoming?
    var home: Set<String> = []
    /// How many bytes more the book takes.
    var room = ClassLimits.bookFileSize
    /// The machines whose result is being kept at this moment.
    var arriving: Set<String> = []
  }

  let state = Mutex(State())
  private let running = Mutex<Running?>(nil)
  let elapsed: @Sendable () -> Duration

  /// Makes a server; it listens once it is started.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
    elapsed = Self.elapsed(on: configuration.clock)
  }

  private static func elapsed<C: Clock<Duration>>(on clock: C) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }

  // MARK: Start and stop

  /// Reads what is kept of the class, and starts to listen.
  ///
  /// - Returns: The port.
  /// - Throws: ``ClassFolderProblem`` or `StartError`, one sentence each.
  public func start() async throws -> Int {
    let folder = configuration.folder
    let kept = configuration.resumes ? folder?.card : nil
    if configuration.resumes, let folder, kept == nil {
      throw ClassFolderProblem.unknown(folder.name, known: ClassFolder.names(in: folder.root))
    }
    try folder?.make()
    let lesson = try openFiles(folder, kept)
    var card =
      kept
      ?? ClassFolder.Card(
        epoch: lesson.channel.epoch.name, port: 0, host: configuration.host,
        secret: Self.newSecret())
    let speaker = EventChannel(
      path: ClassRoutes.speakerStream(card.secret), historyLimit: Self.speakerLimit)
    var streams = RoutedServer.Configuration()
    streams.host = configuration.host
    streams.port = configuration.port == 0 ? card.port : configuration.port
    streams.retry = configuration.retry
    streams.clock = configuration.clock
    streams.eventLoopGroup = configuration.eventLoopGroup
    let routes = ClassRoutes(classroom: self, secret: card.secret)
    let server = RoutedServer(
      streams, channels: [lesson.channel, channel, speaker], router: routes.router(),
      methods: routes.methods)
    card.port = try await server.start()
    card.host = configuration.host
    try folder?.keep(card)
    running.withLock {
      $0 = Running(server: server, lesson: lesson, speaker: speaker, card: card)
    }
    return card.port
  }

  private func openFiles(_ folder: ClassFolder?, _ kept: ClassFolder.Card?) throws -> LessonLog {
    let epoch = kept.flatMap { Epoch($0.epoch) } ?? Epoch.random()
    guard let folder else { return LessonLog(epoch: epoch) }
    let ledger = try Ledger(folder.bookFile)
    let entries = Ledger.lines(of: folder.bookFile, limit: ClassLimits.bookFileSize)
    state.withLock { state in
      for line in entries {
        ClassBook.Entry(line: line).map { state.book.note($0) }
        state.room -= line.utf8.count + 1
      }
      state.ledger = ledger
    }
    let lines = Ledger.lines(of: folder.lessonFile, limit: ClassLimits.lessonFileSize)
    return LessonLog(epoch: epoch, kept: lines, file: try Ledger(folder.lessonFile))
  }

  static func newSecret() -> String {
    String(UInt64.random(in: .min ... .max), radix: 36)
      + String(UInt64.random(in: .min ... .max), radix: 36)
  }

  /// Ends every stream and stops listening; what is kept stays.
  public func stop() async {
    let running = self.running.withLock { running in
      defer { running = nil }
      return running
    }
    await running?.server.stop()
    state.withLock { $0.ledger = nil }
  }

  /// The last part of the address of the speaker's page, behind a slash; nil before the start.
  public var speakerPath: String? {
    running.withLock { $0.map { ClassRoutes.speakerPage($0.card.secret) } }
  }

  // MARK: What is shown

  /// Shows a line of JSON on every page, and keeps it for those who come later.
  ///
  /// - Throws: `PublishError`; nothing was shown.
  public func show(_ line: String) throws(PublishError) {
    try running.withLock(\.self)?.lesson.publish(line)
  }

  /// Shows a line of JSON on the speaker's page.
  public func showSpeaker(_ line: String) {
    _ = try? running.withLock(\.self)?.speaker.publish(ServerSentEvent(data: line))
  }

  // MARK: What is demonstrated

  /// Sends an event to every page that follows the demonstration.
  ///
  /// - Returns: How many there were.
  /// - Throws: `PublishError`; nothing was sent.
  @discardableResult
  public func demonstrate(_ event: ServerSentEvent) async throws -> Int {
    guard let server = running.withLock(\.self)?.server else { return 0 }
    // A reconnection time by itself is no event: it has no id, and no history keeps it.
    if event.data == nil, event.event == nil, event.id == nil {
      return try await server.interject(event)
    }
    try channel.publish(event)
    return channel.subscriberCount
  }

  /// Cuts both streams of every page; returns how many readers there were, be it of the
  /// demonstration alone.
  @discardableResult
  public func drop() async -> Int {
    guard let running = running.withLock(\.self) else { return 0 }
    let count = running.lesson.channel.subscriberCount
    state.withLock { state in
      state.homecoming = count > 0 ? Attendance.Homecoming(cut: count) : nil
      state.home = []
    }
    let demonstrating = channel.subscriberCount
    await running.server.drop()
    return max(count, demonstrating)
  }

  /// Sets what goes wrong on the demonstration, or that nothing does; the lesson never suffers.
  public func setFault(_ fault: Fault?, after events: Int = 0, connections: Int? = nil) async {
    await running.withLock(\.self)?.server.setFault(
      fault, after: events, connections: connections, on: Self.demonstration)
  }

  // MARK: What is asked

  /// Puts a question to the class; one that was put before keeps its answers.
  public func ask(_ question: ClassQuestion) { write(ClassBook.Entry(asked: question)) }

  /// Takes no more answers to a question.
  ///
  /// - Returns: How the class has answered; nil when it was never asked.
  @discardableResult
  public func close(_ question: String) -> Tally? {
    state.withLock { state in
      if state.book.open?.id == question {
        Self.write(ClassBook.Entry(closed: question), to: &state)
      }
      return state.book.tally(of: question)
    }
  }

  /// Whether a question of this id was put before.
  public func wasAsked(_ id: String) -> Bool { state.withLock { $0.book.tally(of: id) != nil } }

  /// The question that is open.
  public var openQuestion: ClassQuestion? { state.withLock(\.book.open) }

  func write(_ entry: ClassBook.Entry) { state.withLock { Self.write(entry, to: &$0) } }

  /// Writes into the book, on the disk first.
  static func write(_ entry: ClassBook.Entry, to state: inout State) {
    let line = entry.line
    state.room -= line.utf8.count + 1
    state.ledger?.append(line)
    state.book.note(entry)
  }

  // MARK: Who is there

  /// How the class stands.
  public var attendance: Attendance {
    let now = elapsed()
    var attendance = Attendance()
    attendance.here = running.withLock(\.self)?.lesson.channel.subscriberCount ?? 0
    attendance.demonstrating = channel.subscriberCount
    state.withLock { state in
      attendance.answered = state.book.open == nil ? nil : state.book.answered
      attendance.lost = state.gauge.phones(.lost, at: now).count
      attendance.slower = state.gauge.phones(.slower, at: now).count
      attendance.homecoming = state.homecoming
      let time = configuration.now()
      let desks = state.book.desks.values.filter { !$0.hasLeft }
      attendance.desks = desks.count
      attendance.stuck = desks.count { $0.isStuck(at: time) }
      attendance.quiz = state.book.quizStanding
    }
    return attendance
  }

  /// The names in the book, in the order of the alphabet.
  public var names: [String] {
    state.withLock { $0.book.names.values.filter { !$0.isEmpty }.sorted() }
  }

  /// The names of those who have said that they are lost; phones without one are not named.
  public var lost: [String] {
    let now = elapsed()
    return state.withLock { state in
      state.gauge.phones(.lost, at: now).compactMap { state.book.names[$0] }
        .filter { !$0.isEmpty }.sorted()
    }
  }

  /// Whether phones may give themselves another name.
  public var isLocked: Bool {
    get { state.withLock(\.isLocked) }
    set { state.withLock { $0.isLocked = newValue } }
  }

  /// The id of the newest event of the lesson.
  var newestID: String? { running.withLock(\.self)?.lesson.channel.newestID }
}
