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
  /// The balancer does not do as it is told, in its words.
  case balancer(String)
}

extension ClusterProblem: CustomStringConvertible {
  /// The sentence.
  public var description: String {
    switch self {
    case .unknownPart(let word, let servers, let nodes):
      "'\(word)' is no part of this cluster: say leader, follower, two, nodes, balancer, s1 to "
        + "s\(servers) or n0 to n\(nodes - 1)"
    case .noLeader: "no node leads at this moment: try again in a few seconds, or name one, as n0"
    case .noLog: "this engine keeps nothing, so that no node leads: name one, as n0"
    case .notANode(let part): "\(part) is no node: cut off n0, n1, n2 or leader"
    case .notAServer(let part): "\(part) is no server: drain s1, s2 …"
    case .balancer(let words): "the balancer did not do it: \(words)"
    }
  }
}
