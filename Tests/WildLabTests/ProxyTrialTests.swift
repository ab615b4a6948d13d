import Foundation
import OutsideServers
import Testing
import WildFigures

@testable import WildLab

/// What is really found of real proxies: in CI of two, and what takes no longer than the window; all of
/// all that are installed with `SSE_ALL_PROXIES=1`.
private let isWhole = ProcessInfo.processInfo.environment["SSE_ALL_PROXIES"] == "1"
private let proxies: [ProxyRecipe] = {
  let always: [ProxyRecipe] = [.nginx, .varnish]
  guard isWhole else { return always }
  return ProxyRecipe.all.filter { always.contains($0) || path(of: $0.program) != nil }
}()
private let topics: [ProxyTopic] =
  isWhole ? ProxyTopic.allCases : [.first, .later, .opens, .gzip, .readers, .cut, .http2]

private func path(of program: OutsideProgram) -> String? {
  program.files.flatMap { file in ["/usr/sbin/\(file)", "/usr/bin/\(file)"] }
    .first(where: FileManager.default.isExecutableFile(atPath:))
}

/// Words that a busy machine changes nothing about; times are for who reads them.
private let expected: [String: [String: String]] = [
  "nginx": [
    "plain first": "none", "plain opens": "none", "plain readers": "none", "helpful readers": "own",
    "helpful gzip": "each", "helpful http2": "12/12", "plain gzip": "none",
  ],
  "varnish": [
    "plain readers": "shared", "helpful readers": "own", "plain left": "no", "plain gzip": "none",
    "plain http2": "-", "plain cut": "told",
  ],
  "haproxy": ["plain readers": "own", "plain gzip": "late", "plain cut": "told"],
  "apache": ["plain readers": "own", "plain gzip": "each", "helpful http2": "6/12"],
  "lighttpd": [
    "plain first": "none", "helpful first": "none", "plain cut": "hidden", "plain gzip": "-",
  ],
  "caddy": ["plain readers": "own", "plain gzip": "plain", "plain cut": "hidden"],
  "squid": ["plain readers": "own", "plain cut": "told", "plain http2": "-"],
  "h2o": ["plain readers": "own", "plain cut": "told"],
  "trafficserver": ["plain readers": "own", "plain gzip": "none", "plain cut": "told"],
]

@Suite(.timeLimit(.minutes(3))) struct ProxyTrialTests {
  @Test(arguments: proxies)
  func `a proxy does with streams what it did when it was first looked at`(
    _ recipe: ProxyRecipe
  ) async throws {
    let program = try #require(
      path(of: recipe.program),
      "\(recipe.name) is not installed: sudo apt-get install \(recipe.program.packages)")
    let openssl = path(of: OutsideProgram(name: "openssl", packages: ["openssl"]))
    let trial = ProxyTrial(recipe, program: program, openssl: openssl, version: "1")
    let figures = try await trial.run(topics) { _ in }
    #expect(figures.map(\.topic) == (topics + topics).map(\.rawValue))
    let words = Dictionary(
      uniqueKeysWithValues: figures.map { ("\($0.circumstance) \($0.topic)", $0.words) })
    for (cell, word) in expected[recipe.name] ?? [:] where isWhole || words[cell] != nil {
      #expect(words[cell] == word, "\(recipe.name): \(cell)")
    }
    // A limit of silence of 2 s cuts a silent stream, though not on the dot.
    let silence = figures.filter { $0.topic == ProxyTopic.silence.rawValue }
    #expect(silence.allSatisfy { ($0.milliseconds ?? 2_000) >= 1_500 })
  }
}

@Suite struct ProxyReaderTests {
  @Test(arguments: [
    ("id: 3\ndata: stream 7 event 3 ok", 7, 3), ("data: stream 0 event 0 ok", 0, 0),
  ])
  func `an event says of which stream it is`(block: String, stream: Int, event: Int) {
    let now = ContinuousClock.now
    #expect(ProxyReader.Arrival(block, at: now) == .init(stream: stream, event: event, at: now))
  }

  @Test(arguments: [
    "", "data: ", "data: hello", "data: stream x event 1 ok", ": stream 1 event 1 ok",
  ])
  func `what is no event of ours is none`(block: String) {
    #expect(ProxyReader.Arrival(block, at: .now) == nil)
  }
}
