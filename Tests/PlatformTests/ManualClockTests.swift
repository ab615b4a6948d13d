import Platform
import Testing

@Suite(.timeLimit(.minutes(1))) struct ManualClockTests {
  @Test func `the clock moves from one wake-up to the next, and not beyond the limit`() async throws
  {
    let clock = ManualClock()
    // Instants, not durations: whoever goes to sleep late still wakes at the same moment.
    let start = clock.now
    let limit = start.advanced(by: .seconds(10))
    async let first: Void = clock.sleep(until: start.advanced(by: .seconds(3)))
    async let second: Void = clock.sleep(until: start.advanced(by: .seconds(60)))
    while !clock.advanceToNext(notBeyond: limit) { await Task.yield() }
    try await first
    #expect(clock.now.offset == .seconds(3))
    #expect(clock.advanceToNext(notBeyond: limit) == false)
    clock.advance(by: .seconds(57))
    try await second
  }
}
