import Dispatch
import Glibc
import Platform
import Synchronization

/// Tells of saves in a folder, by inotify, however an editor saves: in place or by a new name.
///
/// What a program writes while it runs does not count: files that begin with a dot, compiled ones,
/// logs and databases, and the folders of packages and builds.
public final class FolderWatch: Sendable {
  /// The names of what was saved, within the folder: a value for each save, or for some that came
  /// together.
  public let saves: AsyncStream<[String]>
  // Held for its lifetime only; no thread calls it once it is resumed, until it is cancelled.
  nonisolated(unsafe) private let source: any DispatchSourceRead
  private let state: State

  /// So many values wait for somebody who is busy; of more the oldest are forgotten.
  private static let waitingLimit = 64
  /// How many folders are watched at the most: 256.
  static let folderLimit = 256
  /// What is no part of a program's text.
  static let ignoredFolders: Set = ["__pycache__", "node_modules", "vendor", "build", "dist"]
  static let ignoredEndings = [
    "~", ".pyc", ".log", ".swp", ".tmp", ".db", ".sqlite", ".sqlite3", "-journal", "-wal", "-shm",
    ".o",
  ]
  private static let mask =
    UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO) | UInt32(IN_CREATE) | UInt32(IN_DELETE)

  /// Begins to watch; nil when the system refuses.
  public init?(_ folder: String) {
    let descriptor = inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    state = State(descriptor, folder)
    state.add(folder)
    let (saves, save) = AsyncStream.makeStream(
      of: [String].self, bufferingPolicy: .bufferingNewest(Self.waitingLimit))
    self.saves = saves
    source = DispatchSource.makeReadSource(
      fileDescriptor: descriptor, queue: DispatchQueue(label: "saves"))
    source.setEventHandler { [state] in
      let names = state.readChanges()
      if !names.isEmpty { save.yield(names) }
    }
    source.setCancelHandler {
      save.finish()
      close(descriptor)
    }
    source.resume()
  }

  deinit { source.cancel() }

  /// Whether a change of a file of this name is a save.
  static func counts(_ name: String) -> Bool {
    // Some editors try whether they may write by a file of this name.
    !name.hasPrefix(".") && name != "4913" && name != WorkshopReport.fileName
      && !ignoredEndings.contains { name.hasSuffix($0) }
  }

  /// The watched folders; touched on the queue of the source only, after the first.
  private final class State: Sendable {
    private let descriptor: CInt
    private let root: String
    private let folders = Mutex<[CInt: String]>([:])

    init(_ descriptor: CInt, _ root: String) {
      self.descriptor = descriptor
      self.root = root
    }

    /// Watches a folder and those in it.
    func add(_ folder: String) {
      guard folders.withLock({ $0.count }) < FolderWatch.folderLimit else { return }
      let number = inotify_add_watch(descriptor, folder, FolderWatch.mask | UInt32(IN_ONLYDIR))
      guard number >= 0 else { return }
      folders.withLock { $0[number] = folder }
      for name in Files.names(in: folder)
      where !name.hasPrefix(".") && !FolderWatch.ignoredFolders.contains(name) {
        // What is no folder is refused by the system.
        add("\(folder)/\(name)")
      }
    }

    /// Reads what has changed; the names of what was saved.
    func readChanges() -> [String] {
      var saved: [String] = []
      var buffer = [UInt8](repeating: 0, count: 16 << 10)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return saved }
        buffer.withUnsafeBytes { bytes in
          var place = 0
          let head = MemoryLayout<inotify_event>.size
          while place + head <= count {
            let event = bytes.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
            let end = min(count, place + head + Int(event.len))
            let name = String(decoding: bytes[place + head..<end].prefix { $0 != 0 }, as: UTF8.self)
            place = end
            if note(event, name), let path = path(of: name, event.wd), !saved.contains(path) {
              saved.append(path)
            }
          }
        }
      }
    }

    /// A name as it is within the folder, `views/page.html`.
    private func path(of name: String, _ folder: CInt) -> String? {
      guard let parent = folders.withLock({ $0[folder] }) else { return nil }
      let inside = parent.dropFirst(root.count).drop { $0 == "/" }
      return inside.isEmpty ? name : "\(inside)/\(name)"
    }

    private func note(_ event: inotify_event, _ name: String) -> Bool {
      if event.mask & UInt32(IN_ISDIR) != 0 {
        guard event.mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0, !name.hasPrefix("."),
          !FolderWatch.ignoredFolders.contains(name),
          let parent = folders.withLock({ $0[event.wd] })
        else { return false }
        add("\(parent)/\(name)")
        return true
      }
      // A new file is saved when it is closed; until then it is half.
      return event.mask & UInt32(IN_CREATE) == 0 && FolderWatch.counts(name)
    }
  }
}
