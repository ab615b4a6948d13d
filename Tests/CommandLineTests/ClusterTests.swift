import Foundation
import Glibc
import Testing

/// `cluster` as a user runs it: real servers, nodes and a balancer.
@Suite(
  .enabled(
    if: ClusterPrograms.natsServer != nil && ClusterPrograms.haproxy != nil,
    "nats-server or haproxy is not installed: sudo apt-get install nats-server haproxy"),
  .timeLimit(.minutes(2)))
struct ClusterTests {
  @Test func `publishers and readers go to the balancer, which says whose the answer is`()
    async throws
  {
    let outcome = try await Program.run(
      "--plain",
      input: """
        cluster start --engine memory --sticky --retry 300
        client connect /events
        send --at s2 elsewhere
        send --at s1 here
        send --id 7 mine
        send --at n0 nowhere
        cluster kill leader
        cluster kill s1
        wait event
        cluster stop
        cluster start --retry 300
        client connect /events
        send one
        cluster kill s1
        send --times 3 more
        wait event 3 --within 20s
        client status
        cluster stop

        """)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    let text = outcome.output
    #expect(lines.filter { $0 == "client: open  200  by s1  readyState 1" }.count == 2, "\(text)")
    #expect(lines.contains("client: open  200  by s2  readyState 1"), "\(text)")
    #expect(lines.contains { $0.hasPrefix("acknowledged as ") && $0.contains("-1 by s2 after ") })
    #expect(!text.contains("client: event  message  id elsewhere"))
    #expect(lines.contains { $0.hasPrefix("client: event  message") && $0.hasSuffix("  here") })
    #expect(!lines.contains { $0.hasPrefix("client: event") && $0.hasSuffix("  elsewhere") })
    #expect(lines.contains { $0.hasPrefix("the servers of a cluster give the ids") })
    #expect(lines.contains("'n0' is no part of this cluster: say balancer or s1 to s2"))
    #expect(lines.contains("nothing is kept in a log here, so that no node leads"))
    #expect(lines.filter { $0.contains("history-gap") }.count == 1, "\(text)")
    // With the log the other server goes on where the first one ended.
    #expect(
      lines.contains { $0.hasPrefix("3 acknowledged, the last as ") && $0.contains("-4 by s2") })
    #expect(lines.filter { $0.hasPrefix("client: event") && $0.hasSuffix("  more") }.count == 3)
    #expect(lines.contains { $0.hasSuffix("readyState 1 (OPEN), last event ID \(lastID(lines))") })
  }

  private func lastID(_ lines: [String]) -> String {
    let line = lines.last { $0.hasPrefix("3 acknowledged, the last as ") } ?? ""
    return String(line.dropFirst("3 acknowledged, the last as ".count).prefix { $0 != " " })
  }

  @Test func `a cluster is started, broken and mended by words, and nothing of it is left`()
    async throws
  {
    let outcome = try await Program.run(
      "--plain",
      input: """
        cluster start
        cluster status
        cluster kill s1
        cluster isolate s1
        cluster kill s3
        cluster drain s2
        cluster status
        cluster mend
        cluster status
        cluster mend
        cluster stop

        """)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    // Of what is mended, and of what is not, the words are these.
    let well = lines.filter { $0.hasPrefix("s1") && $0.contains("well at http://127.0.0.1:") }
    #expect(well.count == 2, "\(outcome.output)")
    #expect(lines.contains { $0.hasPrefix("s1        killed") })
    #expect(lines.contains { $0.hasPrefix("s2        well, drained at ") })
    #expect(lines.filter { $0.hasPrefix("n") && $0.contains(" leads at nats://") }.count == 3)
    #expect(lines.filter { $0.hasPrefix("n") && $0.contains(" follows at nats://") }.count == 6)
    #expect(lines.contains("s1 is no node: cut off n0, n1, n2 or leader"))
    #expect(
      lines.contains(
        "'s3' is no part of this cluster: say leader, follower, two, nodes, balancer, s1 to s2 or n0 "
          + "to n2"))
    #expect(lines.contains("mended s1, s2"))
    #expect(lines.contains("nothing is broken"))
    let processes = lines.filter { $0.contains("spawned") }.compactMap { line in
      line.split(separator: "pid ").last.flatMap { Int32($0) }
    }
    #expect(processes.count == 7, "\(outcome.output)")
    #expect(processes.allSatisfy { kill($0, 0) != 0 })
  }
}
