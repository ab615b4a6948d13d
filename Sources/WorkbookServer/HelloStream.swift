import EventServer
import EventStream

/// The hello-world stream: a number and the time of day, over and over.
struct HelloStream: Sendable {
  /// How long it may leave its client without a byte: 1 s.
  static let longestWait = Duration.seconds(1)
  /// A browser can hold every whole number below 2^53; what is not one begins anew.
  static let numberLimit = 1 << 53

  private let interval: Duration
  private let timeOfDay: @Sendable () -> String

  init(_ configuration: StreamServer.Configuration) {
    interval = max(configuration.interval, RoutedServer.shortestInterval)
    timeOfDay = configuration.timeOfDay
  }

  /// The feed at `/`, which is a page, too.
  var feed: PersonalFeed {
    var feed = PersonalFeed(path: StreamServer.helloPath, first: { Self.number(after: $0) }) {
      stream in
      wait(stream, due: stream.now + interval, lastWrite: stream.now)
    }
    feed.isGreeted = interval > Self.longestWait
    feed.hasPage = true
    return feed
  }

  /// Wakes for the next event, or for a heartbeat if that comes first.
  private func wait(_ stream: PersonalStream, due: Duration, lastWrite: Duration) {
    let period = stream.heartbeat
    let beat = period > .zero ? lastWrite + period : due
    stream.at(min(due, beat)) { stream in
      let now = stream.now
      if due <= now {
        // Counted from event to event, so that the stream does not drift.
        wait(stream, due: due + interval, lastWrite: now)
        tick(stream)
      } else {
        wait(stream, due: due, lastWrite: now)
        stream.keepAlive()
      }
    }
  }

  private func tick(_ stream: PersonalStream) {
    guard !stream.isHeld else { return }
    try? stream.publish(ServerSentEvent(data: "An update from the server at \(timeOfDay())."))
  }

  /// The number that an id is: decimal and below ``numberLimit``; nil when it is something else.
  static func number(of id: String) -> Int? {
    guard !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(id),
      number < numberLimit
    else { return nil }
    return number
  }

  /// The number to go on with: one more than `id` if that is a number, else 1.
  static func number(after id: String?) -> Int { id.flatMap(number).map { $0 + 1 } ?? 1 }
}
