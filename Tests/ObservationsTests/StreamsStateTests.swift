import EventStream
import Observations
import Testing

@Suite struct StreamsStateTests {
  // MARK: What is open

  @Test(arguments: [Observation.Side.server, .todo])
  func `a stream is over when both its ends have noticed, whichever is first`(
    server: Observation.Side
  ) {
    let accepted = told(server, 1, .accepted(peer: "127.0.0.1:50000"))
    let ends = [
      told(server, 1, .ended(reason: "the server stopped")), told(.client, 1, .closed),
    ]
    for ends in [ends, ends.reversed()] {
      var streams = StreamsState()
      for observation in [connecting(1), accepted, ends[0]] { streams.take(observation) }
      #expect(streams.isAnyOpen)
      streams.take(ends[1])
      #expect(!streams.isAnyOpen)
    }
  }

  @Test func `connections of the same number on two servers are two`() {
    let streams = state([
      told(.server, 1, .accepted(peer: "a")), told(.todo, 1, .accepted(peer: "b")),
      told(.todo, 1, .ended(reason: "gone")),
    ])
    #expect(streams.isAnyOpen)
    #expect(streams.count(of: .server) == 1)
    #expect(streams.count(of: .todo) == 0)
  }

  @Test func `a server that has stopped has no streams, and a client that is lost comes back`() {
    var streams = state([told(.server, 1, .accepted(peer: "a")), told(.server, 0, .serverStopped)])
    #expect(!streams.isAnyOpen)
    streams.take(connecting(1))
    streams.take(told(.client, 1, .lost(reason: "refused", retryIn: 3000)))
    #expect(streams.isAnyOpen)
    streams.take(told(.client, 1, .failed(reason: "the response is 404, not 200")))
    #expect(!streams.isAnyOpen)
  }

  @Test func `a server that stopped is told from one that another has followed`() {
    let started = told(.server, 0, .serverStarted(url: "http://127.0.0.1:8080"))
    let todo = told(.todo, 0, .serverStarted(url: "http://127.0.0.1:8081"))
    let stopped = told(.server, 0, .serverStopped)
    let cases: [([Observation], hasStopped: Bool)] = [
      ([], false), ([started], false), ([started, stopped], true),
      ([started, stopped, started], false), ([started, todo, stopped], false),
      ([started, todo, stopped, told(.todo, 0, .serverStopped)], true),
      ([told(.proxy, 0, .proxyStopped)], false),
    ]
    for (story, hasStopped) in cases { #expect(state(story).serverHasStopped == hasStopped) }
  }

  // MARK: How a client stands

  @Test func `a client is on the server that its answer names, and on none when it has lost it`() {
    let open = Happening.open(status: 200, headers: [Header("X-Served-By", "s1")])
    let elsewhere = Happening.open(status: 200, headers: [Header("x-served-by", "s2")])
    let unnamed = Happening.open(status: 200, headers: [])
    let steps: [(Happening, String?)] = [
      (.connecting(url: "http://a/", lastEventID: ""), nil), (open, "s1"),
      (.lost(reason: "cut", retryIn: 1), nil), (elsewhere, "s2"),
      (.lost(reason: "cut", retryIn: 1), nil), (unnamed, nil), (open, "s1"), (.closed, nil),
    ]
    var streams = StreamsState()
    for (happening, server) in steps {
      streams.take(told(.client, 1, happening))
      #expect(streams.clients[1]?.server == server, "\(happening)")
    }
  }

  @Test func `a client is in the state that its last news put it in`() {
    let steps: [(Happening, StreamsState.ReadyState, hasFailed: Bool, retryAt: Duration?)] = [
      (.connecting(url: "x", lastEventID: ""), .connecting, false, nil),
      (.connected(local: "127.0.0.1:50000"), .connecting, false, nil),
      (.open(status: 200, headers: []), .open, false, nil),
      (.event(MessageEvent(data: "a")), .open, false, nil),
      (.lost(reason: "x", retryIn: 3000), .connecting, false, .seconds(3)),
      (.connecting(url: "x", lastEventID: "1"), .connecting, false, nil),
      (.failed(reason: "x"), .closed, true, nil),
    ]
    var streams = StreamsState()
    for (happening, readyState, hasFailed, retryAt) in steps {
      streams.take(told(.client, 1, happening))
      let client = streams.clients[1]
      #expect(client?.readyState == readyState)
      #expect(client?.hasFailed == hasFailed)
      #expect(client?.retryAt == retryAt)
    }
    streams.take(connecting(2))
    streams.take(told(.client, 2, .closed))
    #expect(streams.clients[2]?.hasFailed == false)
    #expect(streams.clients[1] == nil)
  }

  @Test func `a client that does not read says so until it reads, or connects anew`() {
    let paused = [connecting(1), told(.client, 1, .paused)]
    #expect(state(paused).clients[1]?.isPaused == true)
    for end in [Happening.resumed, .connecting(url: "x", lastEventID: ""), .closed] {
      #expect(state(paused + [told(.client, 1, end)]).clients[1]?.isPaused == false)
    }
  }

  @Test func `what a client that is over still says makes no client`() {
    let streams = state([
      connecting(1), told(.client, 1, .closed), connecting(2),
      told(.client, 1, .connected(local: "127.0.0.1:50000")),
    ])
    #expect(streams.newestClient == 2)
    #expect(streams.clients.keys.sorted() == [2])
  }

  // MARK: Who belongs to whom

  @Test func `a connection is of the client at its other end, in whatever order they tell`() {
    let connected = told(.client, 1, .connected(local: "127.0.0.1:50000"))
    let accepted = told(.server, 7, .accepted(peer: "127.0.0.1:50000"))
    for story in [
      [connecting(1), connected, accepted], [connecting(1), accepted, connected],
      [connected, connecting(1), accepted], [connected, accepted, connecting(1)],
      [accepted, connected, connecting(1)],
    ] {
      #expect(state(story).connections[Endpoint(accepted)]?.client == 1)
      #expect(state(story).clients[1]?.connection == Endpoint(accepted))
    }
  }

  @Test func `of two clients that wait, each has its own connection, and another program none`() {
    let streams = state([
      connecting(1), connecting(2), told(.server, 1, .accepted(peer: "127.0.0.1:50009")),
      told(.server, 2, .accepted(peer: "127.0.0.1:50002")),
      told(.client, 1, .connected(local: "127.0.0.1:50001")),
      told(.client, 2, .connected(local: "127.0.0.1:50002")),
      told(.server, 3, .accepted(peer: "127.0.0.1:50001")),
    ])
    #expect(owners(streams) == [1: nil, 2: 2, 3: 1])
  }

  @Test func `a client that comes back has another connection`() {
    var streams = state([
      connecting(1), told(.client, 1, .connected(local: "127.0.0.1:50001")),
      told(.server, 1, .accepted(peer: "127.0.0.1:50001")),
      told(.client, 1, .lost(reason: "x", retryIn: 10)), connecting(1),
      // While it waited, another program came.
      told(.server, 2, .accepted(peer: "127.0.0.1:50005")),
    ])
    #expect(owners(streams) == [1: 1, 2: nil])
    streams.take(told(.client, 1, .connected(local: "127.0.0.1:50003")))
    streams.take(told(.server, 3, .accepted(peer: "127.0.0.1:50003")))
    #expect(owners(streams) == [1: 1, 2: nil, 3: 1])
    #expect(streams.clients[1]?.connection?.source == 3)
  }

  @Test func `a port that is used again belongs to its new user`() {
    let first = [
      connecting(1), told(.client, 1, .connected(local: "127.0.0.1:50001")),
      told(.server, 1, .accepted(peer: "127.0.0.1:50001")),
    ]
    // By another client: the server has not noticed yet that the first one is gone.
    let second = [
      told(.client, 1, .closed), connecting(2),
      told(.client, 2, .connected(local: "127.0.0.1:50001")),
      told(.server, 2, .accepted(peer: "127.0.0.1:50001")),
    ]
    #expect(owners(state(first + second)) == [1: 1, 2: 2])
    // By another program, to another server: the first one still has its own.
    let other = told(.todo, 1, .accepted(peer: "127.0.0.1:50001"))
    #expect(state(first + [other]).connections[Endpoint(other)]?.client == nil)
  }

  @Test func `by the proxy a connection is of the client that the proxy names`() {
    let proxy = told(
      .proxy, 0,
      .proxyStarted(
        StartedProxy(
          program: "nginx", url: "http://127.0.0.1:9000", upstream: "http://127.0.0.1:8080")))
    func request(_ source: Int, for address: String) -> Observation {
      let headers = [Header("Forwarded", "for=\"\(address)\"")]
      return told(
        .server, source, .request(method: "GET", target: "/", headers: headers))
    }
    let streams = state([
      proxy, connecting(1, "http://127.0.0.1:9000/"),
      told(.client, 1, .connected(local: "127.0.0.1:50001")),
      told(.server, 1, .accepted(peer: "127.0.0.1:60001")),
      told(.server, 2, .accepted(peer: "127.0.0.1:60002")),
      request(1, for: "127.0.0.1:50009"), request(2, for: "127.0.0.1:50001"),
    ])
    #expect(owners(streams) == [1: nil, 2: 1])
    #expect(streams.usesProxy(1))
    // Without a proxy of this program anyone may write such a header.
    let forged = state([
      connecting(1), told(.client, 1, .connected(local: "127.0.0.1:50001")),
      told(.server, 1, .accepted(peer: "127.0.0.1:60001")), request(1, for: "127.0.0.1:50001"),
    ])
    #expect(owners(forged) == [1: nil])
  }

  @Test(arguments: [
    ("http://127.0.0.1:9000/", true), ("http://127.0.0.1:9000", true),
    ("http://127.0.0.1:9000?x", true), ("http://127.0.0.1:90001/", false),
    ("http://127.0.0.1:8080/", false),
  ])
  func `a client uses the proxy when its address is the proxy's`(url: String, uses: Bool) {
    let proxy = told(
      .proxy, 0,
      .proxyStarted(
        StartedProxy(program: "nginx", url: "http://127.0.0.1:9000", upstream: "")))
    #expect(state([proxy, connecting(1, url)]).usesProxy(1) == uses)
    #expect(
      !state([proxy, connecting(1, url), told(.proxy, 0, .proxyStopped)]).usesProxy(1))
  }

  @Test func `a server that listens on all addresses writes the same address at more length`() {
    let streams = state([
      connecting(1), told(.client, 1, .connected(local: "127.0.0.1:50001")),
      told(.server, 1, .accepted(peer: "[::ffff:127.0.0.1]:50001")),
    ])
    #expect(owners(streams) == [1: 1])
  }

  // MARK: Pages

  @Test func `connections accepted while a page is watched are its own, until they have ended`() {
    var streams = StreamsState()
    let story: [(Observation, isOwn: Bool)] = [
      (told(.server, 1, .accepted(peer: "a")), false),
      (told(.browser, 0, .browsing(page: "", stream: "")), false),
      (told(.server, 2, .accepted(peer: "b")), true),
      (told(.server, 1, .ended(reason: "gone")), false),
      (told(.todo, 2, .ended(reason: "gone")), false),
      // The server may notice after the page has reported.
      (told(.browser, 0, .browsed([])), false),
      (told(.server, 2, .wrote([])), true),
      (told(.server, 2, .ended(reason: "gone")), true),
      (told(.server, 2, .wrote([])), false),
      (told(.server, 3, .accepted(peer: "c")), false),
    ]
    #expect(story.map { streams.takePages($0.0) } == story.map(\.isOwn))
  }

  @Test func `a page that was stopped owns nothing more`() {
    var streams = StreamsState()
    let story = [
      told(.browser, 0, .browsing(page: "", stream: "")), told(.learner, 0, .refused("stopped")),
      told(.server, 1, .accepted(peer: "a")),
    ]
    #expect(story.map { streams.takePages($0) } == [false, false, false])
  }

  @Test func `a client that comes back while a page is watched is no page's`() {
    let streams = state([
      connecting(1), told(.browser, 0, .browsing(page: "", stream: "")),
      told(.server, 1, .accepted(peer: "127.0.0.1:50001")),
      told(.client, 1, .connected(local: "127.0.0.1:50001")),
    ])
    #expect(!streams.isPages(Endpoint(told(.server, 1, .wrote([])))))
  }

  // MARK: Faults, and what tells the same

  @Test func `a fault on all channels takes the place of every other`() {
    func fault(_ kind: String, _ channel: String?) -> Observation {
      told(.server, 0, .fault(kind, channel: channel, strikes: ""))
    }
    let cases: [([Observation], [String: String])] = [
      ([fault("slow", "/"), fault("cut", "/b")], ["/": "slow", "/b": "cut"]),
      ([fault("slow", "/"), fault("none", "/")], [:]),
      ([fault("slow", "/"), fault("cut", nil)], ["": "cut"]),
      ([fault("slow", "/"), fault("none", nil)], [:]),
      ([fault("slow", "/"), told(.server, 0, .serverStarted(url: ""))], [:]),
      ([fault("slow", "/"), told(.todo, 0, .serverStopped)], ["/": "slow"]),
    ]
    for (story, faults) in cases { #expect(state(story).faults == faults) }
  }

  @Test func `the few observations that it gives back tell the same`() {
    let story = [
      told(.server, 0, .serverStarted(url: "http://127.0.0.1:8080")), connecting(1),
      told(.client, 1, .connected(local: "127.0.0.1:50001")),
      told(.server, 1, .accepted(peer: "127.0.0.1:50001")),
      told(.server, 1, .response(status: 200, headers: [])),
      told(.client, 1, .open(status: 200, headers: [])),
      told(.client, 1, .lost(reason: "x", retryIn: 10)), connecting(1),
      told(.client, 1, .connected(local: "127.0.0.1:50002")),
      told(.server, 2, .accepted(peer: "127.0.0.1:50002")),
      told(.server, 1, .ended(reason: "x")), told(.client, 1, .event(MessageEvent(data: "x"))),
    ].enumerated().map { index, observation in
      Observation(
        number: index + 1, time: observation.time, side: observation.side,
        source: observation.source, happening: observation.happening)
    }
    let whole = state(story)
    let again = state(whole.observations)
    #expect(whole.observations.map(\.number) == [1, 8, 9, 10])
    #expect(again.observations == whole.observations)
    #expect(again.clients[1]?.connection == whole.clients[1]?.connection)
    #expect(again.clients[1]?.readyState == .connecting)
  }

  // MARK: Telling

  private func state(_ story: [Observation]) -> StreamsState {
    var streams = StreamsState()
    for observation in story { streams.take(observation) }
    return streams
  }

  private func owners(_ streams: StreamsState) -> [Int: Int?] {
    Dictionary(
      uniqueKeysWithValues: streams.connections.filter { $0.key.side == .server }.map {
        ($0.key.source, $0.value.client)
      })
  }

  private func connecting(_ client: Int, _ url: String = "http://127.0.0.1:8080/") -> Observation {
    told(.client, client, .connecting(url: url, lastEventID: ""))
  }

  private func told(
    _ side: Observation.Side, _ source: Int, _ happening: Happening
  ) -> Observation {
    Observation(number: 1, time: .zero, side: side, source: source, happening: happening)
  }
}
