import Testing

@testable import EventServer

@Suite struct CapacityTests {
  @Test func `of few descriptors some are left, and of many only so many are kept back`() {
    let capacities = [10, 40, 500, 1_024, 1_048_576].map { Capacity(descriptors: $0, loops: 2) }
    #expect(capacities.map(\.limit) == [1, 1, 347, 786, 1_048_338])
    #expect(capacities.map(\.reserve) == [1, 1, 115, 200, 200])
    #expect(capacities.allSatisfy { !$0.isFull($0.limit) && $0.isFull($0.limit + 1) })
    #expect(capacities.allSatisfy { $0.hasRoom($0.limit) && !$0.hasRoom($0.limit + $0.reserve) })
  }
}
