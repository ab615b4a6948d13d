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

  /// Returns when an engine that was started just now answers for its streams, or does not for some
  /// seconds: whoever needs it waits in his own way then.
  package static func waitForLeader(
    at addresses: String, within limit: Duration = .seconds(10)
  ) async {
    guard let addresses = try? NATSAddress.list(addresses), let name = try? StreamName(path: "/")
    else { return }
    var timing = EngineTiming()
    // A request that comes before there is a leader is answered by nobody.
    timing.request = .milliseconds(250)
    let client = NATSClient(
      addresses, timing, subjects: [], receive: { _ in }, changed: { _ in })
    let start = ContinuousClock.now
    while ContinuousClock.now - start < limit, !Task.isCancelled {
      if (try? await client.connect()) != nil {
        while ContinuousClock.now - start < limit, !Task.isCancelled {
          do { _ = try await StreamAPI(client: client).info(name) } catch {
            // That there is no such stream only a leader can say.
            guard case .refused(let refusal) = error, refusal.number == StreamAPIError.notFound
            else {
              if client.place.node == nil { break }
              try? await Task.sleep(for: .milliseconds(50))
              continue
            }
          }
          return await client.close()
        }
      }
      try? await Task.sleep(for: .milliseconds(50))
    }
    await client.close()
  }
}
