/// Runs scenarios over a client.
public struct ClientRun: Sendable {
  let subject: any ClientSubject
  /// Whether only the data of events can be compared.
  let comparesDataAlone: Bool
  /// After so many scenarios in a row in which it asked for nothing the client is not started any more.
  private static let patienceForSilence = 16
  /// How many there were.
  private let silent = Shared(0)
  /// How often it is looked whether all has come.
  private static let pollInterval = Duration.milliseconds(10)

  /// Makes a run.
  public init(_ subject: any ClientSubject, comparesDataAlone: Bool = false) {
    self.subject = subject
    self.comparesDataAlone = comparesDataAlone
  }

  /// Runs the checks side by side and tells of each when it is done.
  public func run(
    _ checks: [Check], _ done: @escaping @Sendable (Outcome) async -> Void
  ) async -> [Outcome] {
    await SideBySide.run(checks, width: subject.width, verdict(on:), done)
  }

  func verdict(on check: Check) async -> Outcome.Verdict { await conduct(in: check).verdict }

  /// What a client did in a scenario, whether that was right or not.
  package struct Conduct: Sendable {
    /// Whether it was right.
    package var verdict: Outcome.Verdict
    /// How many requests came.
    package var asked = 0
    /// How long after the end of the answer before each request came, the second first.
    package var waits: [Duration] = []
  }

  /// Plays the scenario of a check.
  package func conduct(in check: Check) async -> Conduct {
    guard case .scenario(let scenario) = check.body else {
      return Conduct(verdict: .cannotRun("it is no check of a client"))
    }
    if let reason = subject.lacks(scenario) { return Conduct(verdict: .cannotRun(reason)) }
    guard silent.current < Self.patienceForSilence else {
      return Conduct(
        verdict: .cannotRun(
          "the client asked for nothing \(Self.patienceForSilence) times in a row and is not started "
            + "any more"))
    }
    let server = ScenarioServer(scenario)
    do {
      try await server.start()
    } catch let lack as ScenarioServer.Lack {
      return Conduct(verdict: .cannotRun(lack.reason))
    } catch {
      return Conduct(verdict: .cannotRun("no port is free: \(error)"))
    }
    let seen = Shared(Seen())
    let client = Task { [subject] in
      do throws(SubjectProblem) {
        try await subject.follow(server.url, hearing: scenario.types) { event in
          seen.with { $0.events.append((event, .now)) }
        }
        seen.with { $0.hasEnded = true }
      } catch {
        seen.with {
          $0.problem = error
          $0.hasEnded = true
        }
      }
    }
    await watch(scenario, server, seen)
    let last = seen.current
    client.cancel()
    let requests = server.requests
    let sawClose = server.sawClose
    let sawConnection = server.sawConnection
    if !scenario.requests.isEmpty, !Task.isCancelled {
      silent.with { $0 = requests.isEmpty ? $0 + 1 : 0 }
    }
    await server.stop()
    await client.value
    // What a browser could not be made to do says nothing about its EventSource.
    if case .browser(let sentence) = last.problem {
      return Conduct(verdict: .cannotRun(sentence), asked: requests.count)
    }
    let verdict = Judgement(
      scenario: scenario, startLimit: startLimit(scenario), events: last.events.map { $0.0 },
      requests: requests,
      problem: last.problem, hasEnded: last.hasEnded, sawClose: sawClose,
      sawConnection: sawConnection,
      // From the request on: how long a program takes to start is not what is asked.
      slowest: last.events.last.flatMap { event in requests.first.map { event.1 - $0.at } },
      comparesDataAlone: comparesDataAlone
    ).verdict
    return Conduct(
      verdict: verdict, asked: requests.count,
      waits: requests.compactMap { request in request.previousEnd.map { request.at - $0 } })
  }

  private func startLimit(_ scenario: Scenario) -> Duration {
    max(scenario.limit, subject.startLimit)
  }

  private struct Seen: Sendable {
    var events: [(Event, ContinuousClock.Instant)] = []
    var hasEnded = false
    var problem: SubjectProblem?
  }

  /// Returns when everything wanted has come and nothing more did for a while, or time is over.
  ///
  /// Time runs from the first request on: before it, the subject starts.
  private func watch(
    _ scenario: Scenario, _ server: ScenarioServer, _ seen: Shared<Seen>
  ) async {
    let startDeadline = ContinuousClock.now + startLimit(scenario)
    var complete: ContinuousClock.Instant?
    // As often looked as time passed: on a busy machine nothing comes because nobody runs.
    var looks = 0
    var before = (events: 0, requests: 0)
    while !Task.isCancelled {
      let deadline = server.requests.first.map { $0.at + scenario.limit } ?? startDeadline
      guard ContinuousClock.now < deadline else { return }
      // Whether the check can run shows in the first request; nothing that comes later changes it.
      if let first = server.requests.first, !scenario.isMet(by: first) { return }
      let state = seen.current
      let now = (events: state.events.count, requests: server.requests.count)
      if now != before {
        complete = nil
        looks = 0
        before = now
      }
      let hasAll =
        now.events >= scenario.events.count && now.requests >= scenario.requests.count
        && (!scenario.mustClose || server.sawClose)
        && (!scenario.requests.isEmpty || server.sawConnection)
      if now.events > scenario.events.count { return }
      if now.requests > scenario.requests.count, !scenario.mayAskMore { return }
      if let most = scenario.mostRequests, now.requests > most { return }
      if state.hasEnded {
        // What it sent before it ended is on its way.
        for _ in 0..<100 {
          try? await Task.sleep(for: Self.pollInterval)
          if !scenario.mustClose || server.sawClose { break }
        }
        try? await Task.sleep(for: Self.pollInterval * 2)
        return
      }
      if hasAll {
        let since = complete ?? .now
        complete = since
        looks += 1
        if ContinuousClock.now - since >= scenario.quiet,
          Self.pollInterval * looks >= scenario.quiet / 2
        {
          return
        }
      }
      try? await Task.sleep(for: Self.pollInterval)
    }
  }
}

/// Holds what a client did against what it had to do.
private struct Judgement {
  let scenario: Scenario
  /// How long was waited for the first request.
  let startLimit: Duration
  let events: [Event]
  let requests: [ScenarioServer.Request]
  let problem: SubjectProblem?
  /// Whether it ended by itself.
  let hasEnded: Bool
  let sawClose: Bool
  let sawConnection: Bool
  let slowest: Duration?
  let comparesDataAlone: Bool

  /// How it was; what a command said when it ended stands behind what is wrong.
  ///
  /// To end is no fault: a client may give up, with whatever exit status.
  var verdict: Outcome.Verdict {
    guard let problem else { return judged }
    guard case .died = problem else { return failed(problem.description) }
    guard case .failed(var failure) = judged else { return judged }
    failure.sentence += "; \(problem)"
    return .failed(failure)
  }

  private var judged: Outcome.Verdict {
    if scenario.requests.isEmpty, !sawConnection {
      return .cannotRun("the client did not even connect")
    }
    guard let first = requests.first ?? scenario.unasked else {
      let time = problem == nil ? " within \(startLimit.inSeconds)" : ""
      return failed("the client asked for nothing\(time)")
    }
    if let condition = scenario.condition, !scenario.isMet(by: first) {
      return .cannotRun("the client does not ask for \(condition.word) (\(condition.header))")
    }
    if let difference = eventDifference {
      return failed(difference.sentence, came: difference.came, wanted: difference.wanted)
    }
    for (index, pair) in zip(scenario.requests, requests).enumerated() {
      if let failure = failure(of: pair.1, pair.0, number: index + 1) { return .failed(failure) }
    }
    if requests.count < scenario.requests.count {
      return failed(
        "request \(requests.count + 1) did not come within \(scenario.limit.inSeconds)",
        came: lines, wanted: [scenario.wantedRequests])
    }
    if requests.count > scenario.requests.count, !scenario.mayAskMore {
      let extra = requests[scenario.requests.count]
      let wait = extra.previousEnd.map { ", \((extra.at - $0).inSeconds) after the answer before" }
      return failed(
        "a request came that must not come" + (wait ?? ""), came: lines,
        wanted: ["\(scenario.wantedRequests) and no other"])
    }
    if let most = scenario.mostRequests, requests.count > most {
      return failed(
        "more than \(most) requests came", came: ["\(requests.count) requests"],
        wanted: ["\(most) at most"])
    }
    if scenario.mustClose, !sawClose {
      return failed(
        "the connection stayed open", came: ["open after \(scenario.limit.inSeconds)"],
        wanted: ["closed by the client"])
    }
    if scenario.mustStay, hasEnded { return failed("it ended, and so never comes back") }
    if let limit = scenario.inTime, let slowest, slowest > limit {
      return failed(
        "the last event came after \(slowest.inSeconds)", came: ["after \(slowest.inSeconds)"],
        wanted: ["within \(limit.inSeconds), while the stream goes on"])
    }
    return .passed
  }

  private var eventDifference: EventDifference? {
    guard comparesDataAlone else { return EventDifference(came: events, wanted: scenario.events) }
    return EventDifference(
      came: events.map { Event(data: $0.data) },
      wanted: scenario.events.map { Event(data: $0.data) })
  }

  private func failure(
    of request: ScenarioServer.Request, _ wanted: Scenario.ExpectedRequest, number: Int
  ) -> Failure? {
    func wrong(_ what: String, _ came: String, _ expected: String) -> Failure {
      Failure(
        "request \(number): \(what)", sent: sent, came: [came], wanted: [expected])
    }
    if let method = wanted.method, method != request.method {
      return wrong("the method is another", request.method, method)
    }
    if let target = wanted.target, target != request.target {
      return wrong("the target is another", request.target, target)
    }
    if let isAtOther = wanted.isAtOther, isAtOther != request.isAtOther {
      let names = (isAtOther: "the other server", isAtMain: "the server that it was told of")
      return wrong(
        "it came to the wrong server", request.isAtOther ? names.isAtOther : names.isAtMain,
        isAtOther ? names.isAtOther : names.isAtMain)
    }
    for (name, value) in wanted.headers {
      let came = request.header(name)
      guard came != value else { continue }
      return wrong(
        "\(name) is wrong", came.map { "\(name): " + Spelling.excerpt($0) } ?? "no \(name)",
        value.map { "\(name): " + Spelling.excerpt($0) } ?? "no \(name)")
    }
    for (name, part) in wanted.parts {
      let came = request.header(name).map { String(decoding: $0, as: UTF8.self) }
      guard came?.lowercased().contains(part) != true else { continue }
      return wrong(
        "\(name) does not hold '\(part)'", came.map { "\(name): \($0)" } ?? "no \(name)",
        "\(name): \(part)")
    }
    if let after = wanted.after, let end = request.previousEnd {
      let wait = request.at - end
      guard !after.contains(wait) else { return nil }
      return wrong(
        "it came \(wait.inSeconds) after the end of the answer before", wait.inSeconds,
        "\(after.lowerBound.inSeconds) to \(after.upperBound.inSeconds)")
    }
    return nil
  }

  private var lines: [String] {
    requests.map { $0.line.joined(separator: " ") }
  }

  private var sent: [String] {
    scenario.answers.enumerated().map { index, steps in
      "\(index + 1): " + steps.map(\.text).joined(separator: " ")
    }
  }

  private func failed(
    _ sentence: String, came: [String]? = nil, wanted: [String]? = nil
  ) -> Outcome.Verdict {
    .failed(
      Failure(
        sentence, sent: sent, came: came ?? events.map { Spelling.line($0) } + lines,
        wanted: wanted
          ?? scenario.events.map { Spelling.line($0) } + [scenario.wantedRequests]))
  }
}

extension Scenario {
  /// `1 request`, `2 requests`.
  fileprivate var wantedRequests: String {
    "\(requests.count) request\(requests.count == 1 ? "" : "s")"
  }

  /// Stands for the first request where none is to come.
  fileprivate var unasked: ScenarioServer.Request? {
    requests.isEmpty ? ScenarioServer.Request(bytes: [], isAtOther: false, at: .now) : nil
  }

  /// Whether a first request asks for what the scenario is about.
  fileprivate func isMet(by request: ScenarioServer.Request) -> Bool {
    guard let condition else { return true }
    let value = request.header(condition.header).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return value.lowercased().contains(condition.word)
  }
}

extension Scenario.Step {
  /// As a report shows it.
  var text: String {
    switch self {
    case .send(let bytes): Spelling.excerpt(bytes)
    case .chunk(let bytes): "chunk \(Spelling.excerpt(bytes))"
    case .pause(let time): "(\(time.inSeconds) pause)"
    case .close: "(end)"
    case .reset: "(reset)"
    case .hold: "(held open)"
    case .untilClosed: "(held open until the client closes it)"
    case .away(let time): "(nobody listens for \(time.inSeconds))"
    case .trickle(let time): "(a byte every \(time.inSeconds))"
    }
  }
}

extension Duration {
  /// `0.25 s`, `3 s`.
  var inSeconds: String {
    let hundredths = Int((self / .milliseconds(10)).rounded())
    if hundredths % 100 == 0 { return "\(hundredths / 100) s" }
    return "\(Double(hundredths) / 100) s"
  }
}
