import Conformance
import Glibc
import OutsideServers
import Platform
import Synchronization

/// A learner's server: started on a tether, ended with all that it has started.
final class LearnersServer: ServerLife {
  /// How long it may listen at another port before that is said.
  private static let elsewherePatience = Duration.milliseconds(700)
  /// So much of what it said is repeated.
  private static let wordsLimit = 300
  private static let logName = "stderr.log"
  /// One of these is in what a program says of an error; the rest are mere lines of a log.
  private static let errorWords = ["error", "exception", "panic", "fatal", "traceback"]

  private let command: StartCommand
  private let port: Int
  private let warden: Warden
  private let folder: TemporaryFolder
  private let running = Mutex<TetheredServer?>(nil)
  /// Whether it was told to end, in this life.
  private let isTold = Mutex(false)
  private let explanations = Mutex<[String: Outcome]>([:])
  /// How many bytes of what it said were looked at.
  private let heard = Mutex(0)

  init(_ command: StartCommand, port: Int, warden: Warden) throws(WorkshopProblem) {
    self.command = command
    self.port = port
    self.warden = warden
    do {
      folder = try TemporaryFolder(prefix: "sse-workshop-log-", isPrivate: true)
    } catch {
      throw .system(error.description)
    }
  }

  deinit { folder.remove() }

  var process: Int32? {
    running.withLock { $0.flatMap { $0.hasEnded ? nil : Int32($0.process) } }
  }

  func start() async throws(SubjectProblem) {
    do {
      try await begin()
    } catch {
      throw .died(status: "an error", words: "\(error)")
    }
  }

  /// Starts it unless it runs; returns when it listens, or throws a ``WorkshopProblem``.
  func begin() async throws {
    if process != nil { return }
    await kill()
    isTold.withLock { $0 = false }
    let words = command.words(port: port)
    let warden = warden
    do {
      let server = try await withThrowingTaskGroup(of: TetheredServer?.self) { group in
        group.addTask { [folder, port] in
          try await TetheredServer.start(
            words[0], Array(words.dropFirst()), port: port, folder: folder, log: Self.logName,
            isHeldByAnother: true)
        }
        group.addTask { [port] in
          try await Self.watchForOtherPort(than: port, warden)
          return nil
        }
        defer { group.cancelAll() }
        while let server = try await group.next() {
          if let server { return server as TetheredServer? }
        }
        return nil
      }
      running.withLock { $0 = server }
    } catch {
      await warden.endAll()
      throw warden.problem ?? problem(error)
    }
  }

  /// Throws when the program has listened for a while, and at another port.
  private static func watchForOtherPort(than port: Int, _ warden: Warden) async throws {
    var since: ContinuousClock.Instant?
    while !Task.isCancelled {
      try await Task.sleep(for: .milliseconds(100))
      let ports = warden.ports()
      guard let other = ports.min(), !ports.contains(port) else {
        since = nil
        continue
      }
      let start = since ?? .now
      since = start
      if ContinuousClock.now - start > elsewherePatience {
        throw WorkshopProblem.elsewhere(port: other, told: port)
      }
    }
  }

  private func problem(_ error: any Error) -> any Error {
    switch error {
    case TetherProblem.ended: WorkshopProblem.ended(words: said)
    case TetherProblem.silent(_, let seconds):
      WorkshopProblem.silent(port: port, seconds: seconds)
    case let problem as TetherProblem: WorkshopProblem.system(problem.description)
    default: error
    }
  }

  /// The end of what it said to standard error, on one line.
  var said: String { Self.end(of: folder.read(Self.logName)) }

  private static func end(of text: String) -> String {
    String(ErrorOutput.line(of: text).suffix(wordsLimit))
  }

  /// What it has said to standard error since it was last asked.
  private func newWords() -> String {
    let text = folder.read(Self.logName)
    return heard.withLock { heard in
      // A log that is shorter is that of another life.
      let known = text.utf8.count < heard ? 0 : heard
      let news = String(decoding: text.utf8.dropFirst(known), as: UTF8.self)
      heard = text.utf8.count
      return news
    }
  }

  /// What a check found, with what the program said of it behind, if that was an error, and with its
  /// end where that came by itself: what failed is mostly that it was gone.
  ///
  /// Of a check that was explained before, it is the same.
  func explained(_ outcome: Outcome) -> Outcome {
    if let known = explanations.withLock({ $0[outcome.check.id] }) { return known }
    let explained = explanation(of: outcome, newWords())
    explanations.withLock { $0[outcome.check.id] = explained }
    return explained
  }

  private func explanation(of outcome: Outcome, _ news: String) -> Outcome {
    guard case .failed(var failure) = outcome.verdict, !isTold.withLock(\.self) else {
      return outcome
    }
    if running.withLock({ $0?.hasEnded == true }) {
      let words = said
      failure.sentence +=
        "; the program ended meanwhile" + (words.isEmpty ? "" : ", and says: \(words)")
    } else if Self.errorWords.contains(where: { news.lowercased().contains($0) }) {
      failure.sentence += "; the program says: \(Self.end(of: news))"
    } else {
      return outcome
    }
    var outcome = outcome
    outcome.verdict = .failed(failure)
    return outcome
  }

  func terminate() async {
    isTold.withLock { $0 = true }
    if let process { Glibc.kill(process, SIGTERM) }
  }

  func hasEnded() async -> Bool { process == nil }

  func kill() async {
    let server = running.withLock { running in
      defer { running = nil }
      return running
    }
    guard let server else { return }
    Glibc.kill(-pid_t(server.process), SIGKILL)
    await server.stop()
  }
}
