import CEpoll
import Glibc

/// The thread under ``StreamLoad``: thousands of sockets, one `epoll`, one buffer.
///
/// Everything in here is touched on that one thread only. A descriptor is closed in `close(_:)`
/// and nowhere else, which also takes it out of the `epoll` set.
final class LoadLoop {
  /// The connections that may be under way at once, so that no server's queue is flooded.
  static let connectionsUnderWay = 256
  /// When a connection that is not there yet no longer counts as under way.
  static let patience: Int64 = 100_000_000
  /// The clients that share one loopback address; each address has about 28,000 ports.
  static let clientsPerAddress = 8_000
  /// The delays kept for the percentiles; later ones of the same step are counted, not kept.
  static let delaySampleLimit = 2_000_000

  private let port: UInt16
  private let request: [UInt8]
  private let poller: CInt
  private let wake: CInt
  private var buffer = [UInt8](repeating: 0, count: 65_536)
  private var clients: [LoadClient] = []
  private var wanted = 0
  private var delays: [Double] = []
  private var windowEvents = 0
  private var measuring = false
  private var stopped = false
  private var served = 0

  /// `wake` is an event counter that interrupts the wait; the loop only reads it.
  init(port: UInt16, path: String, poller: CInt, wake: CInt) {
    self.port = port
    self.poller = poller
    self.wake = wake
    self.request = Array(
      """
      GET \(path) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Accept: text/event-stream\r
      Cache-Control: no-store\r
      \r\n
      """.utf8)
    sse_epoll_watch(poller, wake, 0, 0, UInt64.max)
  }

  // MARK: What the other side asks for

  /// Opens clients until there are so many.
  func grow(to count: Int) { wanted = max(wanted, count) }

  var counts: LoadCounts {
    LoadCounts(
      asked: wanted, tried: clients.count, served: served,
      refused: clients.count { $0.state == .refused })
  }

  func beginWindow() {
    for index in clients.indices { clients[index].eventsInWindow = 0 }
    delays.removeAll(keepingCapacity: true)
    windowEvents = 0
    measuring = true
  }

  func endWindow() -> LoadWindow {
    measuring = false
    let refused = clients.count { $0.state == .refused && $0.eventsInWindow == 0 }
    let served = clients.count { $0.eventsInWindow > 0 }
    return LoadWindow(
      clients: wanted, served: served, refused: refused, events: windowEvents,
      delays: delays.sorted())
  }

  func stop() {
    for index in clients.indices { close(index) }
    stopped = true
  }

  // MARK: The loop

  /// Turns until it is stopped; `commands` is called whenever the other side rang.
  func run(_ commands: (LoadLoop) -> Void) {
    var tokens = [UInt64](repeating: 0, count: 512)
    while !stopped {
      let waiting = clients.count < wanted
      if waiting { openSome() }
      let count = sse_epoll_wait(poller, &tokens, CInt(tokens.count), waiting ? 5 : -1)
      for token in tokens.prefix(max(0, Int(count))) {
        if token == UInt64.max {
          drainBell(wake)
          commands(self)
        } else {
          ready(Int(token))
        }
      }
    }
  }

  private func openSome() {
    let now = monotonicNanoseconds()
    let recent = clients.suffix(Self.connectionsUnderWay)
    let underWay = recent.count {
      ($0.state == .connecting || $0.state == .waiting) && now - $0.startedAt < Self.patience
    }
    for _ in 0..<max(0, min(Self.connectionsUnderWay - underWay, wanted - clients.count)) {
      open(at: now)
    }
  }

  private func open(at now: Int64) {
    let index = clients.count
    guard let descriptor = try? makeSocket(nonblocking: true) else {
      clients.append(LoadClient(descriptor: -1, state: .refused, startedAt: now))
      return
    }
    clients.append(LoadClient(descriptor: descriptor, startedAt: now))
    // Client ports are spread over loopback addresses from 127.0.0.2 on.
    var own = loopback(host: 2 + UInt32(index / Self.clientsPerAddress), port: 0)
    var yes: CInt = 1
    setsockopt(
      descriptor, CInt(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, &yes,
      socklen_t(MemoryLayout<CInt>.size))
    var server = loopback(host: 1, port: port)
    guard own.withSocketAddress({ bind(descriptor, $0, $1) }) == 0,
      server.withSocketAddress({ connect(descriptor, $0, $1) }) == 0 || errno == EINPROGRESS
    else { return refuse(index) }
    sse_epoll_watch(poller, descriptor, 0, 1, UInt64(index))
  }

  private func ready(_ index: Int) {
    switch clients[index].state {
    case .connecting: connected(index)
    case .waiting, .streaming: read(index)
    case .refused: break
    }
  }

  private func connected(_ index: Int) {
    let descriptor = clients[index].descriptor
    var problem: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &length)
    guard problem == 0, sendAll(descriptor, request) else { return refuse(index) }
    clients[index].state = .waiting
    sse_epoll_watch(poller, descriptor, 1, 0, UInt64(index))
  }

  private func read(_ index: Int) {
    let descriptor = clients[index].descriptor
    let received = buffer.withUnsafeMutableBytes { receive(descriptor, into: $0) }
    switch received {
    case .nothingYet: break
    case .ended, .failed: refuse(index)
    case .bytes(let count): take(count, for: index)
    }
  }

  private func take(_ count: Int, for index: Int) {
    if clients[index].state == .waiting {
      // "HTTP/1.1 200": the status is three bytes from the tenth on.
      guard count >= 12, buffer[9..<12].elementsEqual("200".utf8) else { return refuse(index) }
      clients[index].state = .streaming
    }
    let now = monotonicNanoseconds()
    var tail = clients[index].tail
    var found: Int32 = 0
    buffer.withUnsafeBytes { bytes in
      EventTimes.scan(UnsafeRawBufferPointer(rebasing: bytes[..<count]), tail: &tail) { time in
        found += 1
        if measuring, let time, delays.count < Self.delaySampleLimit {
          delays.append(Double(now - time) / 1e6)
        }
      }
    }
    clients[index].tail = tail
    credit(events: found, for: index)
  }

  private func credit(events: Int32, for index: Int) {
    guard events > 0 else { return }
    if !clients[index].served { served += 1 }
    clients[index].served = true
    guard measuring else { return }
    clients[index].eventsInWindow += events
    windowEvents += Int(events)
  }

  private func refuse(_ index: Int) {
    if clients[index].served { served -= 1 }
    clients[index].served = false
    close(index)
    clients[index].state = .refused
  }

  private func close(_ index: Int) {
    guard clients[index].descriptor >= 0 else { return }
    _ = closeDescriptor(clients[index].descriptor)
    clients[index].descriptor = -1
  }
}
