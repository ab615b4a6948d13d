import EventStream
import Testing

@testable import Observations

@Suite struct HappeningKindTests {
  @Test(arguments: Happening.Kind.allCases)
  func `the sample of a kind is of that kind, and names its fields`(kind: Happening.Kind) {
    #expect(Happening.Kind(kind.sample) == kind)
    #expect(kind.sample.kind == kind.rawValue)
    let names = kind.sample.fields.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names where name != Field.any.name {
      #expect(name.wholeMatch(of: /[a-z0-9-]+(\.[a-z0-9-]+)*/) != nil)
    }
  }

  /// A kind to come that carries text fails here until it is in the list, too.
  @Test(arguments: Happening.Kind.allCases)
  func `whatever a kind carries is counted`(kind: Happening.Kind) {
    let long = String(repeating: "x", count: 1000)
    let filled: [Happening] = [
      .serverStarted(url: long), .accepted(peer: long),
      .request(method: "", target: long, headers: []),
      .response(status: 200, headers: [Header("a", long)]), .wrote(Array(long.utf8)),
      .ended(reason: long), .fault("", channel: nil, strikes: long),
      .connecting(url: long, lastEventID: ""), .connected(local: long),
      .open(status: 200, headers: [Header("a", long)]),
      .event(MessageEvent(data: "", lastEventID: long)), .comment(long), .redirected(to: long),
      .lost(reason: long, retryIn: 0), .failed(reason: long), .received(Array(long.utf8)),
      .sent(Array(long.utf8)), .browsing(page: "", stream: long),
      .heard(type: "", readyState: 0, id: "", data: long), .unheard(type: "", id: "", data: long),
      .console(long), .piece(Array(long.utf8), size: 1000), .browsed([Field("a", long)]),
      .measured([Field("a", long)]),
      .attended([Field("a", long)]),
      .proxyStarted(StartedProxy(program: "", url: "", upstream: long)),
      .engine(what: "", node: "", channel: "", text: long),
      .row(kind: "", id: 0, description: long, completed: false), .spawned(pid: 0, role: long),
      .typedAhead(long), .progress(done: 0, total: 0, label: long), .command(long),
      .look(long), .answered([long]), .figures(sheet: long, []), .page(long), .refused(long),
      .predicted(id: "", guess: "", came: "", isRight: nil, sentence: long),
    ]
    let carriesText = kind.sample.fields.contains { $0.value.isEmpty || $0 == .any }
    guard let heavy = filled.first(where: { Happening.Kind($0) == kind }) else {
      return #expect(!carriesText, "no filled '\(kind.rawValue)' is weighed here")
    }
    #expect(heavy.weight >= kind.sample.weight + 900)
  }
}
