import EventStream
import NIOCore

/// The hello-world stream.
extension Connection {
  /// Has the first event written one interval after the stream began.
  func startHello(next: Int, at start: Duration) {
    hello = HelloFeed(next: next, due: start)
    scheduleHello()
  }

  /// Counted from event to event, so that the stream does not drift.
  private func scheduleHello() {
    guard var feed = hello else { return }
    feed.due += server.configuration.interval
    hello = feed
    server.schedule.at(feed.due) { [weak self] in
      guard let self else { return }
      loop.eventLoop.execute { self.tick() }
    }
  }

  private func tick() {
    guard hello != nil, phase == .stream else { return }
    scheduleHello()
    guard !isHeld else { return }
    let time = server.configuration.timeOfDay()
    sendHello(ServerSentEvent(data: "An update from the server at \(time)."))
  }

  /// Writes an event; without an id it takes the stream's next number.
  func sendHello(_ event: ServerSentEvent) {
    guard let next = hello?.next, phase == .stream else { return }
    var event = event
    if event.id == nil {
      event.id = String(next)
      hello?.next += 1
    }
    if let frame = try? EventFrame(event) { writeEvent(frame) }
  }
}
