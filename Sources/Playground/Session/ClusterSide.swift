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
  /// Listens to the engine as a server does, and serves nobody.
  let witness: any ChannelEngine

  /// Starts one; returns when its servers are well.
  static func start(
    servers: Int, isPlain: Bool, in world: World, journal: Journal
  ) async throws -> ClusterSide {
    let programs = ServerCluster.Programs(
      sse: world.programPath, natsServer: try world.neededPath(of: NATSNode.program),
      balancer: try world.neededPath(of: ProxyRecipe.balancer.program))
    let cluster = try await ServerCluster.start(
      servers: servers, isPlain: isPlain, programs
    ) { part, process in
      journal.record(.engine, .spawned(pid: process, role: part.description))
    }
    do {
      let witness = try EngineAddress(cluster.engine).engine { journal.record($0) }
      _ = try await witness.open(["/events"], historyLimit: EventChannel.historyLimit)
      journal.record(.engine, .serverStarted(url: cluster.url))
      return ClusterSide(cluster: cluster, witness: witness)
    } catch {
      await cluster.stop()
      throw error
    }
  }

  /// Ends all of it.
  func stop(journal: Journal) async {
    await witness.close()
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

  func startCluster(servers: Int, isPlain: Bool) async throws {
    do {
      cluster = try await ClusterSide.start(
        servers: servers, isPlain: isPlain, in: world, journal: journal)
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
