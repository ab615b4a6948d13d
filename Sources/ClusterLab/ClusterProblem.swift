/// Why something could not be done to a cluster; `description` is the one sentence to show.
public enum ClusterProblem: Error, Sendable, Hashable {
  /// No part is called so.
  case unknownPart(String, servers: Int, nodes: Int)
  /// No node leads at this moment, or none can be asked.
  case noLeader
  /// Without a log there is nothing to lead.
  case noLog
  /// Only nodes can be cut off.
  case notANode(ServerCluster.Part)
  /// Only servers can be drained.
  case notAServer(ServerCluster.Part)
  /// A server refuses an event: its status, and its sentence.
  case refused(Int, String)
  /// Nobody has acknowledged an event in time; how often it was sent, and how it ended.
  case unacknowledged(attempts: Int, String)
  /// The balancer does not do as it is told, in its words.
  case balancer(String)
}

extension ClusterProblem: CustomStringConvertible {
  /// The sentence.
  public var description: String {
    switch self {
    case .unknownPart(let word, let servers, let nodes):
      "'\(word)' is no part of this cluster: say "
        + (nodes == 0
          ? "balancer or s1 to s\(servers)"
          : "leader, follower, two, nodes, balancer, s1 to s\(servers) or n0 to n\(nodes - 1)")
    case .noLeader: "no node leads at this moment: try again in a few seconds, or name one, as n0"
    case .noLog: "nothing is kept in a log here, so that no node leads"
    case .notANode(let part): "\(part) is no node: cut off n0, n1, n2 or leader"
    case .notAServer(let part): "\(part) is no server: drain s1, s2 …"
    case .refused(let status, let words): "refused, \(status): \(words)"
    case .unacknowledged(let attempts, let last):
      "not acknowledged: sent \(attempts == 1 ? "once" : "\(attempts) times"), and \(last); it may have "
        + "been kept all the same, so send it again only with its key"
    case .balancer(let words): "the balancer did not do it: \(words)"
    }
  }
}
