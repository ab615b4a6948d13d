import EventClient
import EventStream
import HTTPTypes
import Observations

/// The playground's client: an `EventSource` whose elements and bytes go to the journal.
struct ClientSide: Sendable {
  let source: EventSource
  let url: String
  let number: Int
  private let gate: ReadGate
  private let reading: Task<Void, Never>

  /// Begins to connect; what comes of it is in the journal.
  init(url: String, number: Int, configuration: EventSource.Configuration, journal: Journal)
    throws(EventSourceError)
  {
    var tapped = configuration
    tapped.tap = { traffic in
      switch traffic {
      case .sent(let bytes): journal.record(.client, source: number, .sent(bytes))
      case .received(let bytes): journal.record(.client, source: number, .received(bytes))
      }
    }
    tapped.connectTap = { journal.record(.client, source: number, .connected(local: $0)) }
    let source = try EventSource(url, configuration: tapped)
    self.source = source
    self.url = url
    self.number = number
    let gate = ReadGate()
    self.gate = gate
    let (checks, isAction) = (configuration.verifiesCertificates, configuration.isAction)
    reading = Task {
      for await element in source {
        guard await gate.pass() else { break }
        journal.record(element, source: number, checks: checks, isAction: isAction)
      }
    }
  }

  /// Whether the client has stopped reading.
  var isPaused: Bool { gate.isShut }

  /// Stops reading: what the server sends from now on stays in its queues and the kernel's.
  func pause(journal: Journal) {
    gate.shut()
    journal.record(.client, source: number, .paused)
  }

  /// Reads again, beginning with all that has waited.
  func resume(journal: Journal) {
    journal.record(.client, source: number, .resumed)
    gate.open()
  }

  /// Closes the stream for good, as `close()` in a browser does.
  func close(journal: Journal) async {
    let wasClosed = source.readyState == .closed
    source.close()
    gate.remove()
    await reading.value
    if !wasClosed { journal.record(.client, source: number, .closed) }
  }
}

extension Journal {
  /// Writes down what a client's element says, behind a warning where nobody checks who answers.
  ///
  /// What was asked for by a POST or the like ends well (`isAction`): coming back would be another
  /// POST.
  func record(
    _ element: EventSource.Element, source: Int = 0, checks: Bool, isAction: Bool = false,
    advice: (ConnectionProblem) -> String = { _ in "" }
  ) {
    if !checks, let warning = ReachOptions.warning(of: element) {
      record(.learner, .answered([warning]))
    }
    if isAction, case .failed(let problem) = element, problem.code == .ended {
      return record(.client, source: source, .ended(reason: problem.description))
    }
    record(.client, source: source, Happening(element, advice: advice))
  }
}

extension Happening {
  /// What the client's element is called in the journal; `advice` stands behind a problem's reason.
  init(_ element: EventSource.Element, advice: (ConnectionProblem) -> String = { _ in "" }) {
    switch element {
    case .connecting(let url, let id): self = .connecting(url: url, lastEventID: id)
    case .redirected(let url, _): self = .redirected(to: url)
    case .open(let head):
      let headers = head.headers.map { Header($0.name.rawName, $0.value) }
      self = .open(status: head.status, headers: headers)
    case .message(let event): self = .event(event)
    case .comment(let text): self = .comment(text)
    case .reconnectionTime(let time):
      self = .reconnectionTime(milliseconds: time.wholeMilliseconds)
    case .lost(let problem, let wait):
      self = .lost(
        reason: problem.sentence + advice(problem), retryIn: wait.wholeMilliseconds)
    case .failed(let problem): self = .failed(reason: problem.sentence + advice(problem))
    }
  }
}
