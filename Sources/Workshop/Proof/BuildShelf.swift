import FoundationEssentials
import Platform

/// Lends the folder in which the programs of one language are built, to one after the other.
///
/// The libraries that they share are built once, and kept for the next time: that takes minutes.
actor BuildShelf {
  static let shared = BuildShelf()

  private var lent: Set<String> = []
  private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

  /// Runs the work with the folder of a name, in which nothing is left but what was built.
  func lend<Value: Sendable>(
    _ name: String, _ work: @Sendable (_ folder: String) async throws -> Value
  ) async throws -> Value {
    if lent.contains(name) {
      await withCheckedContinuation { waiting[name, default: []].append($0) }
    }
    lent.insert(name)
    defer { giveBack(name) }
    try Task.checkCancellation()
    let folder = "\(Ground.cache)/build-\(name)"
    let manager = FileManager.default
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for name in Files.names(in: folder) where !name.hasPrefix(".") && name != Self.resolved {
        try manager.removeItem(atPath: "\(folder)/\(name)")
      }
    } catch {
      throw WorkshopProblem.notWritten(folder)
    }
    return try await work(folder)
  }

  /// Which versions were chosen: they are looked up once.
  private static let resolved = "Package.resolved"

  /// Hands it to the next who waits.
  private func giveBack(_ name: String) {
    guard var others = waiting[name], !others.isEmpty else {
      lent.remove(name)
      return
    }
    let next = others.removeFirst()
    waiting[name] = others
    next.resume()
  }
}
