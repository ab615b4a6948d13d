import Conformance
import EventStream

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The suite of this checkout.
enum Suites {
  static let folder =
    #filePath.split(separator: "/").dropLast(3)
    .reduce("") { "\($0)/\($1)" } + "/conformance"

  private static let loaded = Result { try Suite.load(at: folder) }

  /// Read once for all tests.
  static func load() throws -> Suite { try loaded.get() }

  /// A small program of ours that is judged.
  static func peer(_ name: String) -> String {
    #filePath.split(separator: "/").dropLast(1).reduce("") { "\($0)/\($1)" } + "/Peers/\(name)"
  }
}

/// What runs on this machine.
enum Processes {
  /// Whether the arguments of any process have this in them.
  static func areRunning(with text: String) -> Bool {
    let manager = FileManager.default
    return ((try? manager.contentsOfDirectory(atPath: "/proc")) ?? []).contains { name in
      guard Int(name) != nil, let data = manager.contents(atPath: "/proc/\(name)/cmdline") else {
        return false
      }
      return String(decoding: data, as: UTF8.self).contains(text)
    }
  }
}

extension ParserInside {
  /// The parser of this house.
  static let ours = ParserInside { pieces in
    var parser = EventStreamParser()
    var events: [Event] = []
    for piece in pieces {
      for case .event(let event) in (try? parser.consume(piece)) ?? [] {
        events.append(Event(type: event.type, data: event.data, id: event.lastEventID))
      }
    }
    return ParserAnswer(
      events: events,
      summary: .init(
        lastEventID: parser.lastEventID, retry: parser.reconnectionTime?.wholeMilliseconds))
  }
}

extension Outcome {
  var line: String {
    switch verdict {
    case .passed: "\(check.id): passed"
    case .failed(let failure):
      "\(check.id): \(failure.sentence); came \(failure.came); wanted \(failure.wanted)"
    case .cannotRun(let reason): "\(check.id): \(reason)"
    }
  }
}
