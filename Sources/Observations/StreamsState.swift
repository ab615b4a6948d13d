/// What is open, which ends belong together, and how each stands, as far as the observations tell.
///
/// Feed it every observation in the order of the journal, and ask. It is a value: a reader that
/// stands at an earlier place of the journal has one of its own.
///
/// A connection of a server belongs to the client whose local address is the connection's peer; one
/// that comes by this program's proxy, to the client that the proxy names in the request. Which of
/// the two ends tells first does not matter. A connection that neither tells of has no client.
public struct StreamsState: Sendable {
  /// The states of an `EventSource` (HTML 9.2).
  public enum ReadyState: Int, Sendable, Hashable {
    case connecting, open, closed
  }

  /// How a client stands.
  public struct Client: Sendable {
    /// Where it connects to; after a redirect, where that led.
    public var url = ""
    /// What an `EventSource` would say of it.
    public var readyState = ReadyState.connecting
    /// Whether it closed because the connection failed for good.
    public var hasFailed = false
    /// When it connects again, on the journal's clock; nil unless it waits to.
    public var retryAt: Duration?
    /// Whether it has stopped reading its socket.
    public var isPaused = false
    /// Which server it is on, where a balancer says so; nil while it is on none.
    public var server: String?
    /// Its own end of the connection, once there is one.
    public var localAddress: String?
    /// The server's end of that connection, once it is known; also when it has ended.
    public var connection: Endpoint?
    fileprivate var told: [Observation] = []
  }

  /// How a connection of a server stands.
  public struct Connection: Sendable {
    /// The other end.
    public var peer: String
    /// Which client is there, if one of this program's is known to be.
    public var client: Int?
    /// Whether a response head has been written.
    public var isAnswered = false
    /// Whether a page in a browser made it.
    public var isPages = false
    fileprivate var told: [Observation]
  }

  /// The proxy that runs in front of a server.
  public struct Proxy: Sendable {
    /// Its own address.
    public var url: String
    /// That of the server behind it.
    public var upstream: String
  }

  /// Every client that is not closed, and of the closed ones the newest.
  public private(set) var clients: [Int: Client] = [:]
  /// The newest client: the one that was the last to be seen for the first time.
  public private(set) var newestClient: Int?
  /// The open connections of the servers.
  public private(set) var connections: [Endpoint: Connection] = [:]
  /// The proxy, while one runs.
  public private(set) var proxy: Proxy?

  private var listening: [Observation.Side: Observation] = [:]
  private var faulty: [String: Observation] = [:]
  private var isBrowsing = false

  /// Nothing has happened yet.
  public init() {}

  // MARK: Asking

  /// Whether there was a server, and none listens any more.
  public var serverHasStopped: Bool {
    let servers = listening.values.filter { $0.side != .proxy }
    return !servers.isEmpty && servers.allSatisfy { $0.happening == .serverStopped }
  }

  /// What goes wrong on purpose, by channel; under "" on all of them.
  public var faults: [String: String] {
    faulty.compactMapValues { observation in
      guard case .fault(let kind, _, _) = observation.happening else { return nil }
      return kind
    }
  }

  /// Whether a client, or a connection that is no page's, is there.
  ///
  /// Both ends count: a stream is over when the client and the server have noticed.
  public var isAnyOpen: Bool {
    connections.values.contains { !$0.isPages }
      || clients.values.contains { $0.readyState != .closed }
  }

  /// How many connections of a server have been answered, or are being.
  public var answeredCount: Int { connections.values.count(where: \.isAnswered) }

  /// How many of a side are there: the clients that are not closed, or the connections.
  public func count(of side: Observation.Side) -> Int {
    side == .client
      ? clients.values.count { $0.readyState != .closed }
      : connections.keys.count { $0.side == side }
  }

  /// Whether a page in a browser is at the other end.
  public func isPages(_ endpoint: Endpoint) -> Bool { connections[endpoint]?.isPages == true }

  /// Whether the client's way to the server leads through the proxy.
  public func usesProxy(_ client: Int) -> Bool {
    guard let proxy, let client = clients[client] else { return false }
    let origin = proxy.url.last == "/" ? proxy.url.dropLast() : proxy.url[...]
    guard client.url.hasPrefix(origin) else { return false }
    return client.url.dropFirst(origin.count).first.map { "/?#".contains($0) } ?? true
  }

  /// The few observations that tell the same to a reader that begins with them, in their order.
  ///
  /// There are never more than a few for each open end.
  public var observations: [Observation] {
    ([Array(listening.values), Array(faulty.values)] + clients.values.map(\.told)
      + connections.values.map(\.told)).joined().sorted { $0.number < $1.number }
  }

  // MARK: Taking in

  /// Takes in what happened.
  public mutating func take(_ observation: Observation) {
    let end = Endpoint(observation)
    switch observation.happening {
    case .serverStarted, .serverStopped: begin(observation)
    case .proxyStarted(let started):
      proxy = Proxy(url: started.url, upstream: started.upstream)
      begin(observation)
    case .proxyStopped:
      proxy = nil
      begin(observation)
    case .fault(let kind, let channel, _):
      if channel == nil { faulty = [:] }
      faulty[channel ?? ""] = kind == "none" ? nil : observation
    case .accepted(let peer): accept(end, peer, observation)
    case .request(_, _, let headers): claim(end, for: headers, observation)
    case .response: answer(end, observation)
    case .ended:
      // A client says so of an answer that it would have to ask for again.
      if end.side == .client { take(observation, of: end.source) } else { connections[end] = nil }
    case .connecting, .connected, .open, .redirected, .lost, .failed, .closed, .paused, .resumed:
      if end.side == .client { take(observation, of: end.source) }
    case .browsing: isBrowsing = true
    case .browsed: isBrowsing = false
    case .command, .refused: if end.side == .learner { isBrowsing = false }
    // These say nothing of what is open.
    case .wrote, .event, .comment, .reconnectionTime, .heard, .unheard, .console, .piece, .received,
      .sent,
      .engine, .row, .spawned, .measured, .look, .answered, .figures, .page, .predicted, .attended,
      .layout,
      .wire, .typedAhead,
      .progress, .progressEnded, .screenCleared, .clearingAway, .clearedAway, .readOn,
      .turnedToStreams:
      break
    }
  }

  /// Takes in what happened, and says whether it was at a page's connection, whose end included.
  public mutating func takePages(_ observation: Observation) -> Bool {
    let end = Endpoint(observation)
    let was = isPages(end)
    take(observation)
    return was || isPages(end)
  }

  /// Goes on after observations that are missing: how things stand is told by the slice.
  ///
  /// Which of the connections are a page's is still known.
  public mutating func skip(_ slice: JournalSlice) {
    let pages = connections.filter(\.value.isPages).keys
    var state = StreamsState()
    for observation in slice.standing { state.take(observation) }
    state.isBrowsing = isBrowsing
    for end in pages where state.connections[end]?.client == nil {
      state.connections[end]?.isPages = true
    }
    self = state
  }

  /// A server that starts, and one that stops, has no connections and no faults.
  private mutating func begin(_ observation: Observation) {
    listening[observation.side] = observation
    connections = connections.filter { $0.key.side != observation.side }
    faulty = faulty.filter { $0.value.side != observation.side }
  }
}

// MARK: The client's end

extension StreamsState {
  private mutating func take(_ observation: Observation, of number: Int) {
    if clients[number] == nil {
      // Of one that is over something may still be told, by the thread of the network.
      guard newestClient.map({ number > $0 && observation.happening.beginsClient }) ?? true
      else { return }
      meet(number)
    }
    guard var client = clients[number] else { return }
    client.take(observation)
    let isOver = client.readyState == .closed && number != newestClient
    clients[number] = isOver ? nil : client
    link(number)
  }

  /// A client is seen for the first time: of those that are at their end only the newest matters.
  private mutating func meet(_ number: Int) {
    if let old = newestClient, clients[old]?.readyState == .closed { clients[old] = nil }
    newestClient = number
    clients[number] = Client()
  }
}

extension StreamsState.Client {
  fileprivate mutating func take(_ observation: Observation) {
    switch observation.happening {
    case .connecting(let url, _):
      self.url = url
      (readyState, retryAt, isPaused) = (.connecting, nil, false)
      // The thread of the network may have told already that the connection stands.
      let isConnected = localAddress != nil
      keep { if case .connected = $0 { isConnected } else { false } }
    case .connected(let address):
      guard readyState != .closed else { return }
      (localAddress, connection) = (address, nil)
      keep { if case .connected = $0 { false } else { true } }
    case .open(_, let headers):
      readyState = .open
      server = headers.servedBy
    case .lost(_, let wait):
      (readyState, localAddress, server) = (.connecting, nil, nil)
      retryAt = observation.time + .milliseconds(wait)
      keep { if case .connecting = $0 { true } else { false } }
    case .failed, .closed, .ended:
      (readyState, retryAt, localAddress, isPaused) = (.closed, nil, nil, false)
      server = nil
      if case .failed = observation.happening { hasFailed = true } else { hasFailed = false }
      told = []
    case .redirected(let url):
      self.url = url
      return
    case .paused:
      isPaused = true
      return
    case .resumed:
      isPaused = false
      return
    default: return
    }
    told.append(observation)
  }

  private mutating func keep(_ isKept: (Happening) -> Bool) {
    told.removeAll { !isKept($0.happening) }
  }
}

extension Happening {
  /// Whether it may be the first that is seen of a client.
  fileprivate var beginsClient: Bool {
    switch self {
    case .connecting, .connected, .open, .lost: true
    default: false
    }
  }
}

// MARK: The server's end

extension StreamsState {
  private mutating func accept(_ end: Endpoint, _ peer: String, _ observation: Observation) {
    let peer = peer.plainAddress
    connections[end] = Connection(peer: peer, isPages: isBrowsing, told: [observation])
    if let client = waitingClient(at: peer) { link(client) }
  }

  private mutating func answer(_ end: Endpoint, _ observation: Observation) {
    connections[end, default: Connection(peer: "", told: [])].isAnswered = true
    connections[end]?.told.removeAll { $0.happening.kind == observation.happening.kind }
    connections[end]?.told.append(observation)
  }

  /// A client has a connection: the newest one from its address that has no client yet.
  private mutating func link(_ client: Int) {
    guard let address = clients[client]?.localAddress, waitingClient(at: address) == client else {
      return
    }
    let fits = connections.filter { $0.value.peer == address && $0.value.client == nil }
    guard let end = fits.max(by: { $0.value.number < $1.value.number })?.key else { return }
    join(end, client)
  }

  /// The client with this address that no connection belongs to yet.
  private func waitingClient(at address: String) -> Int? {
    clients.first { $0.value.localAddress == address && $0.value.connection == nil }?.key
  }

  private mutating func join(_ end: Endpoint, _ client: Int) {
    clients[client]?.connection = end
    connections[end]?.client = client
    connections[end]?.isPages = false
  }

  /// This program's proxy says for whom it asks (RFC 7239).
  private mutating func claim(_ end: Endpoint, for headers: [Header], _ observation: Observation) {
    guard proxy != nil, connections[end] != nil,
      let address = headers.first(where: { $0.name.lowercased() == "forwarded" })?.forwardedFor,
      let client = waitingClient(at: address)
    else { return }
    join(end, client)
    connections[end]?.told.append(observation)
  }
}

extension StreamsState.Connection {
  /// When it began.
  fileprivate var number: Int { told.first?.number ?? 0 }
}

extension Header {
  /// The address that a `Forwarded` header says the request comes from: `for="127.0.0.1:51324"`.
  fileprivate var forwardedFor: String? {
    guard let start = value.firstRange(of: "for=\"")?.upperBound else { return nil }
    return String(value[start...].prefix { $0 != "\"" })
  }
}

extension String {
  /// An address as the other end writes it: one of version 4 that a server which listens on all
  /// addresses writes as one of version 6, `[::ffff:127.0.0.1]:51324`, is `127.0.0.1:51324`.
  fileprivate var plainAddress: String {
    let start = "[::ffff:"
    guard hasPrefix(start), contains(".") else { return self }
    return dropFirst(start.count).filter { $0 != "]" }
  }
}

extension Happening {
  /// Whether the connection of its end is over with it: nothing comes of what was under way.
  public var endsConnection: Bool {
    switch self {
    case .ended, .lost, .failed, .closed: true
    default: false
    }
  }
}
