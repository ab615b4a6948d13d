import EventStream
import NIOCore

/// The hello-world stream.
extension Connection {
  /// Has the first event written one interval after the stream began.
  func startHello(next: Int, at start: Duration) {
    loop.eventLoop.assertInEventLoop()
    hello = HelloFeed(next: next, due: start + server.interval, lastWrite: start)
    scheduleHello()
  }

  /// Wakes for the next event, or for a heartbeat if that comes first.
  private func scheduleHello() {
    guard let hello else { return }
    let period = server.heartbeat
    let beat = period > .zero ? hello.lastWrite + period : hello.due
    server.schedule.at(min(hello.due, beat)) { [weak self] in
      guard let self else { return }
      loop.eventLoop.execute { self.wake() }
    }
  }

  private func wake() {
    guard let feed = hello, phase == .stream else { return }
    let now = server.schedule.now
    hello?.lastWrite = now
    if feed.due <= now {
      // Counted from event to event, so that the stream does not drift.
      hello?.due += server.interval
      scheduleHello()
      tick()
    } else {
      scheduleHello()
      interject(.heartbeat)
    }
  }

  private func tick() {
    guard !isHeld else { return }
    let time = server.configuration.timeOfDay()
    sendHello(ServerSentEvent(data: "An update from the server at \(time)."))
  }

  /// Writes an event; without an id it takes the stream's next number.
  func sendHello(_ event: ServerSentEvent) {
    loop.eventLoop.assertInEventLoop()
    guard let next = hello?.next, phase == .stream else { return }
    var event = event
    if event.id == nil {
      event.id = String(next)
      hello?.next += 1
    }
    if let frame = try? EventFrame(event) { writeEvent(frame) }
  }
}
