import ScalingFigures
import ScalingLab

/// A program of nothing but the laboratory's entry points, for its tests.
///
/// `run MODELS CLIENTS POOL` prints the steps as JSON; `scale-host` and `scale-worker` are what the
/// laboratory starts.
@main
enum ScalingProgram {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "scale-worker": ScalingWorker.main(arguments: rest)
    case "scale-host": finish(await ScalingHost.main(arguments: rest))
    default: try await run(rest)
    }
  }

  private static func run(_ arguments: [String]) async throws {
    let plan = ScalingPlan(
      program: CommandLine.arguments[0],
      clients: arguments[1].split(separator: ",").compactMap { Int($0) },
      models: arguments[0].split(separator: ",").compactMap { ScalingModel(rawValue: String($0)) },
      window: .milliseconds(1_500), pool: Int(arguments[2]), interval: .milliseconds(200))
    try await ScalingRun(plan).run { progress in
      if case .step(let step) = progress { say(step.json) } else { say(progress.line) }
    }
  }
}
