import HTTPTypes
import Testing

@testable import EventServer

/// Which streams a fault befalls, decided without one.
@Suite struct FaultOrderTests {
  /// The words of the faults that so many streams in a row get, `-` for none.
  private func taken(_ orders: inout FaultOrders, _ path: String, _ count: Int) -> [String] {
    (0..<count).map { _ in orders[path].take()?.fault.description ?? "-" }
  }

  private func order(_ fault: Fault?, after: Int = 0, connections: Int? = nil) -> FaultOrder {
    FaultOrder(fault: fault, after: after, connections: connections)
  }

  @Test func `nothing is set at first`() {
    var orders = FaultOrders()
    #expect(orders.isQuiet)
    #expect(taken(&orders, "/", 2) == ["-", "-"])
  }

  @Test func `a fault for all befalls every stream, open ones too`() {
    var orders = FaultOrders()
    let set = orders.set(order(.drop, after: 3), on: nil)
    #expect(!orders.isQuiet)
    #expect(taken(&orders, "/", 2) == ["drop", "drop"])
    #expect(set.forOpenStreams == ArmedFault(fault: .drop, after: 3, order: 1))
  }

  @Test func `a fault for the next two spares the open ones, and the third`() {
    var orders = FaultOrders()
    let set = orders.set(order(.drop, connections: 2), on: nil)
    #expect(set.forOpenStreams == nil)
    #expect(taken(&orders, "/", 3) == ["drop", "drop", "-"])
  }

  @Test func `a path has its own fault, or its own peace`() {
    var orders = FaultOrders()
    _ = orders.set(order(.drop), on: nil)
    _ = orders.set(order(.end, connections: 1), on: "/events")
    _ = orders.set(order(nil), on: "/quiet")
    #expect(taken(&orders, "/events", 2) == ["end", "-"])
    #expect(taken(&orders, "/quiet", 1) == ["-"])
    #expect(taken(&orders, "/", 1) == ["drop"])
    let last = orders.set(order(.stall), on: nil)
    #expect(last.number == 4)
    #expect(taken(&orders, "/events", 1) == ["stall"])
    _ = orders.set(order(nil), on: nil)
    #expect(orders.isQuiet)
  }

  @Test func `a fault of the head is met by requests, not by streams`() {
    var orders = FaultOrders()
    let set = orders.set(order(.status(503), after: 1, connections: 2), on: nil)
    #expect(set.forOpenStreams == nil)
    var met: [String] = []
    for _ in 0..<5 {
      let fault = orders["/"].headFault
      met.append(fault?.description ?? "-")
      orders["/"].settle(
        fault == nil
          ? .stream(StreamPlan(feed: .channel(path: "/", .live)))
          : .faulted(status: 503, headers: []))
    }
    #expect(met == ["-", "status 503", "status 503", "-", "-"])
    #expect(taken(&orders, "/", 1) == ["-"])
  }

  @Test func `a request that is no stream counts for none`() {
    var orders = FaultOrders()
    _ = orders.set(order(.type("a/b"), after: 1, connections: 1), on: nil)
    for decision: StreamGate.Decision in [
      .request, .refused(Refusal(.notFound, "")), .answered(status: 204, headers: []),
    ] {
      orders["/"].settle(decision)
    }
    #expect(orders["/"].headFault == nil)
    let stream = StreamGate.Decision.stream(StreamPlan(feed: .channel(path: "/", .live)))
    orders["/"].settle(stream)
    #expect(orders["/"].headFault == .type("a/b"))
    orders["/"].settle(stream)
    #expect(orders["/"].headFault == nil)
  }
}
