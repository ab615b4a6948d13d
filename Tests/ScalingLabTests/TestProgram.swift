import ScalingFigures
import Glibc

@testable import ScalingLab

/// The program that the tests let the laboratory start, and what is left of it.
enum TestProgram {
  /// `ScalingProgram`, which the build puts beside the test bundle.
  static let path: String = {
    var path = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &path, path.count)
    let own = String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/") + "/ScalingProgram"
  }()

  /// A quick run: ten events a second, a window of five of them.
  static func plan(_ model: ScalingModel, clients: [Int], pool: Int) -> ScalingPlan {
    ScalingPlan(
      program: path, clients: clients, models: [model], window: .milliseconds(500), pool: pool,
      interval: .milliseconds(100))
  }

  /// The steps of a quick run.
  static func steps(
    _ model: ScalingModel, clients: [Int], pool: Int
  ) async throws -> [ScalingStep] {
    try await ScalingRun(plan(model, clients: clients, pool: pool)).run { _ in }.steps
  }

  /// The processes that descend from this one, without those that are dead.
  static var children: [Int] { Array(ProcessReadings.tree(under: Int(getpid())).dropFirst()) }
}
