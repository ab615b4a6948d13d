import JetStream
import Observations

extension Journal {
  /// Writes down what an engine did, as a server of this program saw it.
  func record(_ happening: JetStreamEngine.Happening) {
    record(.engine, happening.observation)
  }
}

extension JetStreamEngine.Happening {
  /// What is written down of it.
  fileprivate var observation: Happening {
    switch self {
    case .waiting(let seconds, let all, let reason):
      .engine(
        what: "waiting", node: "", channel: "",
        text: "\(reason); \(seconds) of \(all) s have passed")
    case .connected(let node, let address):
      .engine(what: "connected", node: node, channel: "", text: address)
    case .lost(let node, let reason):
      .engine(what: "lost", node: node, channel: "", text: reason)
    case .leads(let node, let channel):
      .engine(what: "leads", node: node, channel: channel, text: "it gives the numbers now")
    case .leaderless(let channel):
      .engine(
        what: "leaderless", node: "", channel: channel,
        text: "too few nodes are there to choose a leader; publishing waits")
    case .fetched(let channel, let count):
      .engine(
        what: "fetched", node: "", channel: channel,
        text: "\(count) \(count == 1 ? "event" : "events") by number")
    case .gap(let channel, let reason):
      .engine(what: "gap", node: "", channel: channel, text: reason)
    case .published(let channel, let reason):
      .engine(what: "published", node: "", channel: channel, text: "at last, after: \(reason)")
    }
  }
}
