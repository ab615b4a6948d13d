import EventServer
import Foundation
import Testing

@testable import JetStream

@Suite struct LogPlaceTests {
  /// What the engine says of a stream.
  static func info(
    created: String = "2026-11-30T23:27:08.59516084Z", first: Int = 1, last: Int = 0
  ) throws -> StreamInfo {
    try JSONDecoder().decode(
      StreamInfo.self,
      from: Data(
        """
        {"created":"\(created)","config":{"num_replicas":3},"cluster":{"leader":"n1"},
        "state":{"first_seq":\(first),"last_seq":\(last)}}
        """.utf8))
  }

  private func message(_ number: Int, _ text: String = "x") throws -> StoredMessage {
    try #require(
      StoredMessage(
        NATSMessage(
          subject: "live.ch.x", headers: [NATSHeader("Nats-Sequence", "\(number)")],
          payload: Array(text.utf8))))
  }

  private func place(_ last: Int) throws -> LogPlace {
    var place = LogPlace(before: try Self.info())
    place.pass(try message(last))
    return place
  }

  @Test(arguments: [
    (11, LogPlace.Hearing.next), (12, .beyondHole), (500, .beyondHole), (10, .known), (3, .known),
  ])
  func `a message is the next one, beyond a hole, or known`(
    number: Int, hearing: LogPlace.Hearing
  ) throws {
    #expect(try place(10).hearing(message(number)) == hearing)
  }

  @Test func `another event under the number that was heard last begins another life`() throws {
    #expect(try place(10).hearing(message(10, "y")) == .another)
    var place = try place(10)
    place.skip(to: 10)
    #expect(try place.hearing(message(10, "y")) == .known)
  }

  @Test(arguments: [
    ("2026-11-30T23:27:08.59516084Z", 1, 10, false, LogPlace.Finding.asKnown),
    ("2026-11-30T23:27:08.59516084Z", 11, 10, false, .asKnown),
    ("2026-11-30T23:27:08.59516084Z", 11, 40, false, .asKnown),
    ("2026-11-30T23:27:08.59516084Z", 12, 40, false, .trimmed),
    ("2026-11-30T23:27:08.59516084Z", 1, 9, false, .shorter),
    ("2026-11-30T23:27:08.59516084Z", 1, 12, true, .shorter),
    ("2026-11-30T23:27:08.59516184Z", 1, 10, false, .anew),
    ("2026-11-30T23:27:08Z", 0, 0, false, .anew),
  ])
  func `what a stream has become is told by its life and its numbers`(
    created: String, first: Int, last: Int, isAnother: Bool, finding: LogPlace.Finding
  ) throws {
    let place = try place(10)
    let info = try Self.info(created: created, first: first, last: last)
    #expect(place.finding(info, isAnother: isAnother) == finding)
    let next = place.place(after: finding, info)
    switch finding {
    case .asKnown: #expect(next == nil)
    case .trimmed, .anew:
      #expect(next?.last == max(first, 1) - 1)
      #expect(next?.epoch == info.epoch)
    case .shorter: #expect(next?.last == last)
    }
  }

  @Test(arguments: [
    ("2026-11-30T23:27:08.595160Z", "2026-11-30T23:27:08.595161Z"),
    ("2026-11-30T23:27:08Z", "2026-11-30T23:27:09Z"),
    ("2026-11-30T23:27:08.1Z", "2026-11-30T23:27:08.01Z"),
  ])
  func `lives are apart to the microsecond, and their names are short`(
    one: String, other: String
  ) throws {
    let epochs = [try Self.info(created: one).epoch, try Self.info(created: other).epoch]
    #expect(epochs[0] != epochs[1])
    #expect(epochs.allSatisfy { $0.name.utf8.count <= Epoch.lengthLimit })
  }
}
