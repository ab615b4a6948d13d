import ClusterLab
import EventServer
import JetStream
import Observations
import OutsideServers
import Platform

/// The playground's cluster: its servers are processes, and what its engine does is in the journal, as
/// one more server on it sees it.
struct ClusterSide: Sendable {
  let cluster: ServerCluster
  /// Where clients go: the balancer.
  var url: String { cluster.url }
  /// Whether its servers announce a reconnection time.
  var announcesRetry: Bool { cluster.options.retry != nil }
  /// Listens to the engine as a server does, and serves nobody; nil where there is no engine.
  let witness: (any ChannelEngine)?

  /// Starts one; returns when its servers are well.
  static func start(
    _ options: ServerCluster.Options, in world: World, journal: Journal
  ) async throws -> ClusterSide {
    let programs = ServerCluster.Programs(
      sse: world.programPath,
      natsServer: options.engine == .memory ? nil : try world.neededPath(of: NATSNode.program),
      balancer: try world.neededPath(of: ProxyRecipe.balancer.program))
    let cluster = try await ServerCluster.start(options, programs) { part, process in
      journal.record(.engine, .spawned(pid: process, role: part.description))
    }
    do {
      let witness = try cluster.engine.map { engine in
        try EngineAddress(engine).engine { journal.record($0) }
      }
      _ = try await witness?.open(["/events"], historyLimit: EventChannel.historyLimit)
      journal.record(.engine, .serverStarted(url: cluster.url))
      return ClusterSide(cluster: cluster, witness: witness)
    } catch {
      await cluster.stop()
      throw error
    }
  }

  /// Ends all of it.
  func stop(journal: Journal) async {
    await witness?.close()
    await cluster.stop()
    journal.record(.engine, .serverStopped)
  }
}

extension Session {
  /// The running cluster.
  /// - Throws: A sentence when there is none.
  func runningCluster() throws(CommandFailure) -> ClusterSide {
    guard let cluster else { throw .failed("no cluster runs here: type 'cluster start' first") }
    return cluster
  }

  func startCluster(_ options: ServerCluster.Options) async throws {
    do {
      cluster = try await ClusterSide.start(options, in: world, journal: journal)
    } catch let error as TetherProblem {
      throw CommandFailure.failed(error.description)
    } catch let error as FolderProblem {
      throw CommandFailure.failed(error.description)
    } catch let error as EngineError {
      throw CommandFailure.failed(error.description)
    }
  }

  func stopCluster() async {
    guard let cluster else { return }
    self.cluster = nil
    await cluster.stop(journal: journal)
  }
}
