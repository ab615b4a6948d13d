import FoundationEssentials
import GRDB

/// What became of a progress file that was repaired.
public struct ProgressRepair: Sendable, Hashable {
  /// Where the damaged file lies now, as it was.
  public let kept: String
  /// How many rows of each table were saved.
  public let saved: [String: Int]
  /// Whether something could not be read.
  public let isIncomplete: Bool
}

extension ProgressStore {
  /// Saves what can be read of a damaged file into a new one, and keeps the damaged one beside it.
  ///
  /// - Throws: Why nothing was done, in one sentence; the file is then as it was.
  public static func repair(folder: String) throws(StoreProblem) -> ProgressRepair {
    let path = "\(folder)/\(fileName)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw StoreProblem("there is nothing to repair: \(path) is not there")
    }
    switch ProgressStore(folder: folder).trouble {
    case nil: throw StoreProblem("there is nothing to repair: \(path) is in order")
    case .damaged: break
    case .other(let sentence): throw StoreProblem(sentence)
    }
    let salvage = ProgressSalvage(of: path)
    do {
      let kept = try keep(path, in: folder)
      let partial = "\(path).\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: partial) }
      try salvage.queue.backup(to: DatabaseQueue(path: partial))
      // Written beside it and renamed over it: there is a whole file at any moment.
      try Data(contentsOf: URL(filePath: partial)).write(
        to: URL(filePath: path), options: .atomic)
      return ProgressRepair(
        kept: kept, saved: salvage.saved.filter { $0.value > 0 },
        isIncomplete: salvage.isCut || salvage.unreadable > 0)
    } catch {
      throw StoreProblem("\(folder) cannot be written: make room there, and try again")
    }
  }

  /// Links the damaged file to a name that is free, with the journal that belongs to it.
  private static func keep(_ path: String, in folder: String) throws -> String {
    let manager = FileManager.default
    var number = 1
    var kept = "\(folder)/progress-damaged-1.sqlite"
    while manager.fileExists(atPath: kept) {
      number += 1
      kept = "\(folder)/progress-damaged-\(number).sqlite"
    }
    try manager.linkItem(atPath: path, toPath: kept)
    for ending in ["-journal", "-wal", "-shm"] where manager.fileExists(atPath: path + ending) {
      try manager.moveItem(atPath: path + ending, toPath: kept + ending)
    }
    return kept
  }
}
