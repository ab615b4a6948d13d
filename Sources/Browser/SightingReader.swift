import FoundationEssentials
import Synchronization

/// Reads what the browser tells, and passes on what concerns the streams.
final class SightingReader: Sendable {
  /// What carried the streams.
  struct Wires: Sendable {
    var connections: Set<Int> = []
    var version = ""
  }

  private let heard: Set<String>
  private let tell: @Sendable (Sighting) -> Void
  private let state = Mutex(Wires())

  /// Knows the types that the page listens to.
  init(heard: [String], _ tell: @escaping @Sendable (Sighting) -> Void) {
    self.heard = Set(heard)
    self.tell = tell
  }

  var wires: Wires { state.withLock { $0 } }

  func read(_ event: DevTools.Event) {
    let told = event.parameters
    switch event.method {
    case "Runtime.bindingCalled" where told["name"].string == WatchScript.binding:
      Sighting(told: JSON(parsing: (told["payload"].string ?? "").utf8)).map(tell)
    case "Log.entryAdded": note(told["entry"])
    case "Network.responseReceived" where told["type"].string == "EventSource":
      count(told["response"])
    case "Network.eventSourceMessageReceived": noteUnheard(told)
    default: break
    }
  }

  private func note(_ entry: JSON) {
    // The icon that no page asked for was not loaded on purpose.
    guard let text = entry["text"].string, entry["url"].string?.hasSuffix("/favicon.ico") != true
    else { return }
    tell(.console(text))
  }

  private func count(_ response: JSON) {
    state.withLock { wires in
      if let connection = response["connectionId"].int { wires.connections.insert(connection) }
      wires.version = response["protocol"].string ?? wires.version
    }
  }

  private func noteUnheard(_ told: JSON) {
    let type = told["eventName"].string ?? ""
    guard !heard.contains(type) else { return }
    let data = told["data"].string ?? ""
    tell(
      .unheard(
        type: type, id: told["eventId"].string ?? "",
        data: String(decoding: data.utf16.prefix(StreamWatch.dataLimit), as: UTF16.self)))
  }
}

extension Sighting {
  /// What a page's own listener was told; nil for what is no such thing.
  init?(told: JSON) {
    let (state, data) = (told["state"].int ?? 0, told["data"].string)
    switch told["type"].string {
    case "open"? where data == nil: self = .open(readyState: state)
    case "error"?: self = .error(readyState: state, data: data)
    case let type?: self = .event(type: type, id: told["id"].string ?? "", data: data ?? "")
    case nil: return nil
    }
  }
}
