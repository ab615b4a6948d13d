import EventStream
import Observations
import Synchronization
import StreamViews
import Terminal

/// A made-up stream: what server and client would report, so many times a second.
final class Stream: Sendable {
  private struct State {
    var panes = PanesLayout()
    var number = 0
    var count = 0
  }

  private static let texts = [
    "An update from the server at 12:23:16.", "日本語 👍 naïve", "{\"n\": 1, \"text\": \"é ü æ\"}",
    "a rather long line that is meant to be wider than the half of any screen: it goes on and on",
    "👩‍👩‍👧 family, 🇫🇷 flag, ❤️ heart, e\u{301} combined",
  ]

  private let state = Mutex(State())
  let start = ContinuousClock.now

  var elapsed: Duration { ContinuousClock.now - start }

  func frame(_ size: Size) -> [Row]? {
    state.withLock { $0.panes.frame(size: size, now: elapsed) }
  }

  func transcript(width: Int) -> [Row] {
    state.withLock { $0.panes.transcript(width: width).suffix(8) }
  }

  func connect() {
    add(.client, .connecting(url: "http://127.0.0.1:8080/", lastEventID: ""))
    add(.server, .accepted(peer: "127.0.0.1:54321"))
    add(.server, .request(method: "GET", target: "/", headers: []))
    add(.server, .response(status: 200, headers: [Header("content-type", "text/event-stream")]))
    add(.client, .open(status: 200, headers: []))
  }

  func tick() {
    let (count, text) = state.withLock { state in
      state.count += 1
      return (state.count, Self.texts[state.count % Self.texts.count])
    }
    add(.server, .wrote(Array("id: \(count)\ndata: \(text)\n\n".utf8)))
    add(.client, .event(MessageEvent(data: text, lastEventID: String(count))))
  }

  func lose() {
    add(.server, .wrote(Array("id: 99\ndata: half of an ev".utf8)))
    add(.server, .ended(reason: "reset by the fault drop"))
    add(.client, .lost(reason: "connection reset by 127.0.0.1:8080", retryIn: 3000))
  }

  private func add(_ side: Observation.Side, _ happening: Happening) {
    state.withLock { state in
      state.number += 1
      state.panes.add(
        Observation(
          number: state.number, time: elapsed, side: side, source: 1, happening: happening))
    }
  }
}
