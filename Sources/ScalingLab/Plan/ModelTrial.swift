import ScalingFigures
import Platform

/// One model under a growing load.
struct ModelTrial: Sendable {
  /// How often the clients are counted while they connect.
  static let glance = Duration.milliseconds(100)
  /// How often a glance is worth a report.
  static let glancesPerReport = 5

  /// Apache looks once a second whether it should start more workers.
  static let apachePatience = Duration.milliseconds(2_500)

  let model: ScalingModel
  let plan: ScalingPlan
  let machine: MachineLimits
  let report: @Sendable (ScalingProgress) async -> Void

  /// How long no further client may be served until the step is taken as it is.
  ///
  /// A stream may wait an interval for its first event.
  private var patience: Duration {
    max(plan.interval * 2 + .milliseconds(500), model == .apache ? Self.apachePatience : .zero)
  }

  /// Starts the server, takes every step that fits, and clears up.
  func run() async throws -> (steps: [ScalingStep], notes: [String]) {
    var notes: [String] = []
    if let reason = obstacle {
      await report(.note(reason))
      return ([], [reason])
    }
    await report(.starting(model))
    do {
      let server = try await ServerProcess.start(model, plan: plan)
      do {
        let steps = try await takeSteps(server, &notes)
        await server.stop()
        return (steps, notes)
      } catch {
        await server.stop()
        throw error
      }
    } catch let error as ScalingError {
      notes.append(error.description)
      await report(.note(error.description))
      return ([], notes)
    }
  }

  private var obstacle: String? {
    if model == .apache, ApacheInstallation.find() == nil { return ApacheInstallation.missing }
    return machine.refusal(of: model, pool: plan.pool(of: model))
  }

  private func takeSteps(
    _ server: ServerProcess, _ notes: inout [String]
  ) async throws -> [ScalingStep] {
    let load = try StreamLoad(port: server.port, path: model.streamPath)
    var steps: [ScalingStep] = []
    do {
      for clients in plan.clients {
        if let reason = machine.refusal(of: model, clients: clients) {
          notes.append(reason)
          await report(.note(reason))
          continue
        }
        try await connect(clients, load)
        let step = try await measure(clients, load, server)
        steps.append(step)
        await report(.step(step))
      }
    } catch {
      await load.close()
      throw error
    }
    await load.close()
    return steps
  }

  /// Opens the missing clients and waits until they are served, or until nothing more happens.
  private func connect(_ clients: Int, _ load: StreamLoad) async throws {
    await load.grow(to: clients)
    var best = -1
    var lastChange = ContinuousClock.now
    var glances = 0
    while true {
      let counts = await load.counts()
      if counts.served + counts.refused > best || counts.tried < clients {
        best = max(best, counts.served + counts.refused)
        lastChange = .now
      }
      if counts.served + counts.refused >= clients { return }
      if ContinuousClock.now - lastChange > patience { return }
      if glances % Self.glancesPerReport == 0 {
        await report(.connecting(model, clients: clients, served: counts.served))
      }
      glances += 1
      try await Task.sleep(for: Self.glance)
    }
  }

  /// Takes the figures of one step.
  private func measure(
    _ clients: Int, _ load: StreamLoad, _ server: ServerProcess
  ) async throws -> ScalingStep {
    await report(.measuring(model, clients: clients, served: await load.counts().served))
    let root = server.root
    let before = await BlockingThread.run { ProcessReadings(root: root) }
    await load.beginWindow()
    async let ordinary = OrdinaryRequest(port: server.port, path: model.ordinaryPath)
      .run(for: plan.window)
    try await Task.sleep(for: plan.window)
    let window = await load.endWindow()
    let after = await BlockingThread.run { ProcessReadings(root: root) }
    let pss = await BlockingThread.run { after.pss() }
    if server.hasEnded { throw ScalingError.serverEnded(model: model) }
    return ScalingStep(
      model: model.rawValue, clients: clients, served: window.served, silent: window.silent,
      refused: window.refused, ordinaryMs: await ordinary, processes: after.processes.count,
      threads: after.threads, pssBytes: pss,
      cpuMsPer1000: window.events == 0
        ? nil : after.milliseconds(since: before) * 1_000 / Double(window.events),
      delayMedianMs: window.delays.percentile(0.5), delayP99Ms: window.delays.percentile(0.99))
  }
}
