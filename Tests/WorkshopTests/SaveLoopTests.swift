import Foundation
import Synchronization
import Testing

@testable import Workshop

@Suite struct SaveLoopTests {
  @Test func `it runs at once, again at a save, and stops after a success`() async {
    let (saves, save) = AsyncStream.makeStream(of: [String].self)
    let runs = Mutex<[[String]]>([])
    await SaveLoop().run(saves) { saved in
      let number = runs.withLock { runs in
        runs.append(saved)
        return runs.count
      }
      // Several that come together are one.
      if number == 1 {
        for names in [["server.py"], ["page.html", "server.py"]] { save.yield(names) }
      }
      return number == 2
    }
    #expect(runs.withLock(\.self) == [[], ["server.py", "page.html"]])
  }

  @Test func `a save in the middle of a run ends that run and begins anew`() async {
    let (saves, save) = AsyncStream.makeStream(of: [String].self)
    let cancelled = Mutex(0)
    let runs = Mutex(0)
    await SaveLoop().run(saves) { _ in
      let number = runs.withLock { runs in
        runs += 1
        return runs
      }
      guard number == 1 else { return true }
      save.yield(["server.py"])
      // Nothing but the save ends it.
      try? await Task.sleep(for: .seconds(600))
      cancelled.withLock { $0 += Task.isCancelled ? 1 : 0 }
      return true
    }
    #expect(cancelled.withLock(\.self) == 1)
    #expect(runs.withLock(\.self) == 2)
  }

  @Test func `a save in place, by a new name or in a new folder is seen; litter is not`()
    async throws
  {
    let folder = NSTemporaryDirectory() + "sse-saves-" + UUID().uuidString
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder + "/deep", withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    let watch = try #require(FolderWatch(folder))
    var saves = watch.saves.makeAsyncIterator()
    try "x".write(toFile: folder + "/server.py", atomically: false, encoding: .utf8)
    #expect(await saves.next() == ["server.py"])
    try "x".write(toFile: folder + "/.server.py.swp", atomically: false, encoding: .utf8)
    try manager.moveItem(atPath: folder + "/.server.py.swp", toPath: folder + "/deep/new.py")
    #expect(await saves.next() == ["deep/new.py"])
    try manager.createDirectory(atPath: folder + "/late", withIntermediateDirectories: true)
    #expect(await saves.next() == ["late"])
  }

  @Test(arguments: [
    ("server.py", true), ("workshop.yaml", true), (".server.py.swp", false), ("server.py~", false),
    ("server.pyc", false), ("todo.sqlite-wal", false), ("4913", false),
    ("workshop-report.json", false),
  ])
  func `what editors and programs leave behind is no save`(name: String, counts: Bool) {
    #expect(FolderWatch.counts(name) == counts)
  }
}
