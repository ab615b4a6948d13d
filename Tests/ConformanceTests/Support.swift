import Conformance
import EventStream

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The suite of this checkout.
enum Suites {
  static let folder = #filePath.split(separator: "/").dropLast(3)
    .reduce("") { "\($0)/\($1)" } + "/conformance"

  static func load() throws -> Suite { try Suite.load(at: folder) }
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
      summary: .init(lastEventID: parser.lastEventID, retry: parser.reconnectionTime))
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
