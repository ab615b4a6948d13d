import EventStream
import Observations
import Testing

@Suite struct ProjectionTests {
  @Test(arguments: Happening.Kind.allCases)
  func `a kind's sample is of that kind, and its members make it again`(kind: Happening.Kind) throws
  {
    let sample = kind.sample
    #expect(sample.kind == kind.rawValue)
    #expect(try again(sample) == sample)
  }

  @Test(arguments: Self.rich)
  func `nothing that a happening carries is lost in its members`(happening: Happening) throws {
    #expect(try again(happening) == happening)
  }

  private static var proxy: StartedProxy {
    var proxy = StartedProxy(program: "nginx", url: "a", upstream: "b")
    (proxy.collects, proxy.speaksHTTP2, proxy.compresses, proxy.isMended) = (true, true, true, true)
    return proxy
  }

  /// One that carries something odd, of each kind that carries anything.
  static let rich: [Happening] = [
    .serverStarted(url: "http://[::1]:1"),
    .proxyStarted(proxy), .accepted(peer: "127.0.0.1:5"), .connected(local: "127.0.0.1:6"),
    .request(method: "GET", target: "/events?from=earliest", headers: headers),
    .response(status: 503, headers: headers), .open(status: 200, headers: headers),
    .wrote([0x64, 0xFF, 0x00, 0x0A]), .received([0xC3]), .sent(Array("é\r\n".utf8)),
    .ended(reason: "a reason"), .fault("slow", channel: nil, strikes: "all"),
    .fault("slow", channel: "/events", strikes: ""), .connecting(url: "u", lastEventID: "7"),
    .event(MessageEvent(type: "add", data: "two\nlines", lastEventID: "1")), .comment("c"),
    .reconnectionTime(milliseconds: 3000), .redirected(to: "v"), .lost(reason: "r", retryIn: 5),
    .failed(reason: "f"), .browsing(page: "p", stream: "s"),
    .heard(type: "open", readyState: 1, id: "", data: nil),
    .heard(type: "message", readyState: 1, id: "3", data: ""),
    .unheard(type: "tick", id: "4", data: "d"), .console("oh"), .piece([0xC3, 0x0A], size: 9),
    .browsed([Field("open", "6"), Field("connecting", "2")]),
    .figures(sheet: "scale-step", [Field("model", "a"), Field("b", ""), Field("model", "a")]),
    .measured([Field("model", "async"), Field("clients", "10"), Field("model", "again")]),
    .engine(what: "lost", node: "n0", channel: "/events", text: "two\nlines"),
    .row(kind: "added", id: 1, description: "milk", completed: true), .spawned(pid: 9, role: "x"),
    .command("send x", origin: .prepared), .command("show", origin: .shown), .look("there"),
    .answered([]), .answered([""]), .answered(["a\nb", "", "c"]), .page("# Title"),
    .predicted(id: "p", guess: "1", came: "2", isRight: false, sentence: "no"),
    .attended([Field("here", "30"), Field("lost", "2")]),
    .predicted(id: "p", guess: "1", came: "1", isRight: true, sentence: "yes"), .refused("no"),
    .layout(.columns), .wire(isShown: true), .typedAhead("server start"),
    .progress(done: 3, total: 10, label: "waiting"),
  ]

  private static let headers = [
    Header("Content-Type", "text/event-stream"), Header("set-cookie", "a"), Header("X", "1"),
    Header("Set-Cookie", "b"),
  ]

  @Test func `members of no kind, and ones that lack something, are one sentence`() {
    #expect(throws: ProjectionError.unknownKind("evnet")) {
      try Happening(kind: "evnet", members: [:])
    }
    let error = #expect(throws: ProjectionError.self) {
      try Happening(kind: "lost", members: ["reason": .text("r"), "milliseconds": .text("5")])
    }
    #expect(error?.description == "an observation 'lost' has no right 'milliseconds'")
  }

  @Test func `the fields that a task compares are the members as texts`() {
    let request = Happening.request(method: "GET", target: "/a?b", headers: Self.headers)
    #expect(
      request.fields.map { "\($0.name)=\($0.value)" } == [
        "method=GET", "path=/a", "target=/a?b", "headers.content-type=text/event-stream",
        "headers.set-cookie=a", "headers.x=1", "headers.set-cookie=b",
      ])
    #expect(Happening.answered(["a", "b"]).fields == [Field("text", "a\nb")])
    #expect(Happening.wrote([0xFF]).fields == [Field("text", "\u{FFFD}"), Field("size", "1")])
    #expect(
      Happening.heard(type: "open", readyState: 1, id: "", data: nil).fields.last
        == Field("data", ""))
    #expect(Happening.measured([Field("clients", "5")]).fields == [Field("clients", "5")])
  }

  private func again(_ happening: Happening) throws -> Happening {
    let members = Dictionary(
      happening.members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return try Happening(kind: happening.kind, members: members)
  }
}
