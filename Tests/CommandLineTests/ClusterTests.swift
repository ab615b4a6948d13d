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
