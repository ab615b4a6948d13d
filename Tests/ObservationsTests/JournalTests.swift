import EventStream
import Observations
import Testing

@Suite struct JournalTests {
  @Test func `observations keep the order in which they were recorded`() {
    let journal = Journal()
    journal.record(.server, source: 1, .wrote(Array("data: a\n\n".utf8)))
    journal.record(.client, source: 1, .event(MessageEvent(data: "a")))
    #expect(journal.observations().map(\.happening.kind) == ["wrote", "event"])
    #expect(journal.observations().map(\.number) == [1, 2])
    #expect(journal.observations(from: 2).map(\.side) == [.client])
  }

  @Test func `the oldest go when the limit is reached, and are counted`() {
    let journal = Journal()
    for _ in 0..<(Journal.observationLimit + 5) { journal.record(.client, .closed) }
    #expect(journal.dropped == 5)
    #expect(journal.observations().first?.number == 6)
    #expect(journal.observations(from: 100_000).count == 6)
  }

  @Test func `large payloads count against the byte limit`() {
    let journal = Journal()
    let megabyte = [UInt8](repeating: 65, count: 1 << 20)
    for _ in 0..<40 { journal.record(.server, .wrote(megabyte)) }
    #expect(journal.observations().count == 31)
    #expect(journal.dropped == 9)
    let larger = Journal(byteLimit: 64 << 20)
    for _ in 0..<40 { larger.record(.server, .wrote(megabyte)) }
    #expect(larger.dropped == 0)
  }

  @Test func `a reader who has not kept up is told how many are missing and how things stood`() {
    let journal = Journal(byteLimit: 10_000)
    journal.record(.server, .serverStarted(url: "http://127.0.0.1:1"))
    journal.record(.server, .fault("slow", channel: "/", strikes: ""))
    for client in 1...3 {
      journal.record(.client, source: client, .connecting(url: "x", lastEventID: ""))
      journal.record(.server, source: client, .accepted(peer: "x"))
      journal.record(.server, source: client, .response(status: 200, headers: []))
      journal.record(.client, source: client, .open(status: 200, headers: []))
    }
    #expect(journal.slice(from: 1).missing == 0)
    #expect(journal.slice(from: 1).standing == [])
    journal.record(.client, source: 1, .closed)
    journal.record(.server, source: 1, .ended(reason: "x"))
    journal.record(.client, source: 3, .lost(reason: "x", retryIn: 1))
    let last = journal.last
    while journal.dropped < last { journal.record(.server, source: 2, .wrote([])) }
    let slice = journal.slice(from: 5)
    #expect(slice.missing == last - 4)
    #expect(slice.observations.first?.number == last + 1)
    #expect(
      slice.standing.map { "\($0.side.rawValue) \($0.source) \($0.happening.kind)" } == [
        "server 0 server-started", "server 0 fault", "client 2 connecting", "server 2 accepted",
        "server 2 response", "client 2 open", "client 3 connecting", "server 3 accepted",
        "server 3 response", "client 3 lost",
      ])
    #expect(journal.slice(from: last + 1).missing == 0)
  }

  @Test func `of what is over only the end of the newest client is remembered`() {
    let journal = Journal(byteLimit: 5_000)
    for client in 1...100 {
      journal.record(.client, source: client, .connecting(url: "x", lastEventID: ""))
      journal.record(.server, source: client, .accepted(peer: "x"))
      journal.record(.client, source: client, .failed(reason: "x"))
      journal.record(.server, source: client, .ended(reason: "x"))
    }
    journal.record(.server, .serverStopped)
    let last = journal.last
    while journal.dropped < last { journal.record(.server, .wrote([])) }
    #expect(
      journal.slice(from: 1).standing.map { "\($0.source) \($0.happening.kind)" } == [
        "100 failed", "0 server-stopped",
      ])
  }

  @Test func `waiting sees what has already happened and what is yet to come`() async {
    let journal = Journal()
    journal.record(.client, .closed)
    #expect(await journal.first { $0.happening == .closed }?.number == 1)
    async let later = journal.first(from: 2) { $0.happening == .serverStopped }
    journal.record(.server, .serverStopped)
    #expect(await later?.number == 2)
  }

  @Test func `a cancelled wait ends without an observation`() async {
    let journal = Journal()
    let wait = Task { await journal.first { _ in true } }
    wait.cancel()
    #expect(await wait.value == nil)
  }

  @Test func `a listener hears until it is told to stop`() {
    let journal = Journal()
    let heard = Counter()
    let stop = journal.listen { _ in heard.add() }
    journal.record(.client, .closed)
    stop()
    journal.record(.client, .closed)
    #expect(heard.count == 1)
  }

  @Test func `many changes wake a reader once`() async {
    let journal = Journal()
    var changes = journal.changes().makeAsyncIterator()
    for _ in 0..<3 { journal.record(.client, .closed) }
    await changes.next()
    let second = Task { [journal] in await journal.first(from: 4) { _ in true }?.number }
    journal.record(.client, .closed)
    #expect(await second.value == 4)
    #expect(await changes.next() != nil)
  }

  @Test func `a request projects its path, its target and its headers`() {
    let request = Happening.request(
      method: "GET", target: "/events?from=earliest", headers: [Header("Last-Event-ID", "4")])
    #expect(
      request.fields == [
        Field("method", "GET"), Field("path", "/events"),
        Field("target", "/events?from=earliest"), Field("headers.last-event-id", "4"),
      ])
  }
}
