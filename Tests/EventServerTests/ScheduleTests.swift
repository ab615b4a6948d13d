import Platform
import Synchronization
import Testing
import WireDriver

@testable import EventServer

/// What is done when, on a clock that is moved by hand.
@Suite(.timeLimit(.minutes(1))) struct ScheduleTests {
  /// What was done, in its order.
  private final class Record: Sendable {
    private let words = Mutex<[String]>([])
    var all: [String] { words.withLock { $0 } }
    func note(_ word: String) { words.withLock { $0.append(word) } }
  }

  private let clock = ManualClock()
  private let record = Record()

  /// Moves the clock and waits until so much is done.
  private func advance(_ seconds: Int, until count: Int) async throws {
    clock.advance(by: .seconds(seconds))
    try await eventually { record.all.count >= count }
  }

  @Test func `the earliest comes first, and equals in the order in which they were planned`()
    async throws
  {
    let schedule = Schedule(clock: clock)
    for (due, word) in [(3, "c"), (1, "a"), (2, "b1"), (2, "b2"), (9, "never"), (2, "b3")] {
      schedule.at(.seconds(due)) { [record] in record.note(word) }
    }
    try await advance(3, until: 5)
    #expect(record.all == ["a", "b1", "b2", "b3", "c"])
    #expect(schedule.now == .seconds(3))
    schedule.stop()
  }

  @Test func `an earlier deadline does not wait for a later one`() async throws {
    let schedule = Schedule(clock: clock)
    schedule.at(.seconds(60)) { [record] in record.note("late") }
    schedule.at(.seconds(1)) { [record] in record.note("early") }
    try await advance(1, until: 1)
    #expect(record.all == ["early"])
    try await advance(59, until: 2)
    #expect(record.all == ["early", "late"])
    schedule.stop()
  }

  @Test func `what is done may plan what comes next`() async throws {
    let schedule = Schedule(clock: clock)
    @Sendable func tick(_ number: Int) {
      schedule.at(.seconds(number)) { [record] in
        record.note("\(number)")
        tick(number + 1)
      }
    }
    tick(1)
    for number in 1...3 { try await advance(1, until: number) }
    #expect(record.all == ["1", "2", "3"])
    schedule.stop()
  }

  @Test func `hundreds of deadlines in any order come in theirs`() async throws {
    let schedule = Schedule(clock: clock)
    let dues = (0..<500).map { ($0 &* 7919) % 500 }
    for due in dues { schedule.at(.milliseconds(due)) { [record] in record.note("\(due)") } }
    try await advance(1, until: 500)
    #expect(record.all == dues.sorted().map(String.init))
    schedule.stop()
  }

  @Test func `after the end nothing is done any more`() async throws {
    let schedule = Schedule(clock: clock)
    let other = Schedule(clock: clock)
    schedule.at(.seconds(1)) { [record] in record.note("stopped") }
    schedule.stop()
    schedule.at(.seconds(1)) { [record] in record.note("too late") }
    other.at(.seconds(2)) { [record] in record.note("other") }
    try await advance(2, until: 1)
    #expect(record.all == ["other"])
    other.stop()
  }
}
