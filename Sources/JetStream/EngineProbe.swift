import EventServer

/// Asks an engine something, past all servers.
package enum EngineProbe {
  /// The name of the node that leads the stream of a channel; nil: none does, or none can be asked.
  package static func leader(of path: String, at addresses: String) async -> String? {
    guard let addresses = try? NATSAddress.list(addresses), let name = try? StreamName(path: path)
    else { return nil }
    // From every node in turn: one that is cut off does not know.
    for address in addresses {
      let client = NATSClient(
        [address], EngineTiming(), subjects: [], receive: { _ in }, changed: { _ in })
      guard (try? await client.connect()) != nil else { continue }
      let info = try? await StreamAPI(client: client).info(name)
      await client.close()
      if let leader = info?.cluster?.leader { return leader }
    }
    return nil
  }
}
