import Conformance
import EventStream
import Glibc

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The suite of this checkout.
enum Suites {
  static let folder =
    #filePath.split(separator: "/").dropLast(3)
    .reduce("") { "\($0)/\($1)" } + "/conformance"

  private static let loaded = Result { try Suite.load(at: folder) }

  /// Read once for all tests.
  static func load() throws -> Suite { try loaded.get() }

  /// A small program of ours that is judged.
  static func peer(_ name: String) -> String {
    #filePath.split(separator: "/").dropLast(1).reduce("") { "\($0)/\($1)" } + "/Peers/\(name)"
  }
}

extension Suites {
  /// A new folder with a suite of one file.
  static func folder(_ text: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/sse-suite-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: folder + "/one.yaml"))
    return folder
  }

  /// What a file beside the small programs says.
  static func read(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: peer(name)))
  }
}

/// Free ports, for a server that cannot choose one itself.
enum Ports {
  static func free() -> Int? {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard bind(descriptor, address, length) == 0 else { return Int?.none }
        getsockname(descriptor, address, &length)
        return Int?.some(0)
      }
    }.map { _ in Int(UInt16(bigEndian: address.sin_port)) }
  }
}

/// What runs on this machine.
enum Processes {
  /// Waits until no process has this in its arguments; false after a second.
  static func haveEnded(with text: String) async -> Bool {
    for _ in 0..<100 {
      if !areRunning(with: text) { return true }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  /// Whether the arguments of any process have this in them.
  static func areRunning(with text: String) -> Bool {
    let manager = FileManager.default
    return ((try? manager.contentsOfDirectory(atPath: "/proc")) ?? []).contains { name in
      guard Int(name) != nil, let data = manager.contents(atPath: "/proc/\(name)/cmdline") else {
        return false
      }
      return String(decoding: data, as: UTF8.self).contains(text)
    }
  }
}

extension ParserInside {
  /// The parser of this house.
  static let ours = ParserInside { pieces in
    var parser = EventStreamParser()
    var events: [Event] = []
    for piece in pieces {
      for case .event(let event) in (try? parser.consume(piece)) ?? [] {
        events.append(Event(type: event.type, data: event.data, id: event.lastEventID))
      }
    }
    return ParserAnswer(
      events: events,
      summary: .init(
        lastEventID: parser.lastEventID, retry: parser.reconnectionTime?.wholeMilliseconds))
  }
}

extension Outcome {
  /// What was found, as a sentence.
  var sentence: String {
    switch verdict {
    case .passed: "passed"
    case .failed(let failure): failure.sentence
    case .cannotRun(let reason): "cannot run: \(reason)"
    }
  }

  var line: String {
    switch verdict {
    case .passed: "\(check.id): passed"
    case .failed(let failure):
      "\(check.id): \(failure.sentence); came \(failure.came); wanted \(failure.wanted)"
    case .cannotRun(let reason): "\(check.id): \(reason)"
    }
  }
}
