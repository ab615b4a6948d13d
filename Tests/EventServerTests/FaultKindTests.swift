import EventStream
import Foundation
import Hummingbird
import Platform
import Testing
import WireDriver

@testable import EventServer

/// The table of faults, which all that knows faults reads.
@Suite(.timeLimit(.minutes(1))) struct FaultKindTests {
  /// A fault of each kind, with the argument that its kind gives for an example.
  static let samples = FaultKind.all.map { Fault($0, $0.argument?.example ?? "") }

  @Test func `each file of a kind has its line in the table, and each line its file`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/EventServer/Faults/Kinds").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let names = files.map { $0.replacing("Fault.swift", with: "").lowercased() }
    #expect(names.sorted() == FaultKind.all.map(\.word).sorted())
  }

  @Test(arguments: samples) func `a kind reads what it writes, and explains itself`(fault: Fault)
    throws
  {
    #expect(try Fault.parse(fault.description) == fault)
    #expect(!fault.kind.summary.isEmpty)
    #expect(Fault.kinds.contains(fault.kind.usage))
    #expect(FaultKind.all.filter { $0.word == fault.kind.word }.count == 1)
  }

  @Test(arguments: samples) func `a kind refuses what it does not take`(fault: Fault) {
    let words = fault.kind.word + (fault.kind.argument == nil ? " more" : " \u{7F}")
    #expect(throws: FaultError.self) { try Fault.parse(words) }
  }

  @Test(arguments: samples) func `a client sees the difference`(fault: Fault) async throws {
    let healthy = try await stream(with: nil)
    #expect(healthy.contains("data: an event\n\n"))
    #expect(try await stream(with: fault) != healthy)
  }

  /// All that comes of a stream with one event, until the server stops.
  private func stream(with fault: Fault?) async throws -> String {
    var configuration = RoutedServer.Configuration()
    configuration.port = 0
    configuration.heartbeat = .zero
    configuration.clock = ManualClock()
    let channel = EventChannel(path: "/live", epoch: try #require(Epoch("e")))
    let server = RoutedServer(
      configuration, channels: [channel], router: Router(context: RoutedServer.Context.self))
    let port = try await server.start()
    await server.setFault(fault)
    let client = try await WireClient.get("/live", port: port)
    try await client.text(upTo: "\r\n\r\n")
    try channel.publish(ServerSentEvent(data: "an event"))
    if fault == nil { try await client.text(upTo: "an event") }
    await server.stop()
    let text = try await client.textToEnd()
    // The head has the time of day in it.
    return text.split(separator: "\r\n").filter { !$0.hasPrefix("date: ") }.joined(
      separator: "\r\n")
  }
}
