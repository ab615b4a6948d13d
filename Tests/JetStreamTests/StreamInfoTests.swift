import Foundation
import Testing

@testable import JetStream

/// What the engine says of a stream, and whether it counts.
@Suite struct StreamInfoTests {
  private func info(_ cluster: String) throws -> StreamInfo {
    let text = """
      {"created":"2026-12-01T04:00:00.000001Z","config":{"num_replicas":3},
       "state":{"first_seq":1,"last_seq":7}\(cluster)}
      """
    return try JSONDecoder().decode(StreamInfo.self, from: Data(text.utf8))
  }

  @Test(arguments: [
    // One node alone has no cluster.
    ("", true),
    // As a leader was seen to answer: before it was cut off, 3.5 s after that, and 15 s after that.
    (
      #"{"leader":"n0","replicas":[{"active":976810819,"current":true},{"active":976962015}]}"#,
      true
    ),
    (
      #"{"leader":"n0","replicas":[{"active":3491518749,"current":true},{"active":3492161156}]}"#,
      false
    ),
    (
      #"{"replicas":[{"active":20823226278},{"active":15499891248},{"active":15500533655}]}"#, false
    ),
    // One of the others is dead, or not there yet; two of three are enough.
    (#"{"leader":"n0","replicas":[{"active":1000000000},{"active":60000000000}]}"#, true),
    (#"{"leader":"n0","replicas":[{"active":1000000000},{"offline":true}]}"#, true),
    (#"{"leader":"n0","replicas":[{"offline":true},{"active":9000000000}]}"#, false),
    (#"{"leader":"n0"}"#, true), (#"{"leader":"n0","replicas":[]}"#, true),
  ])
  func `a leader's word counts while it hears a majority`(cluster: String, counts: Bool) throws {
    let info = try info(cluster.isEmpty ? "" : ",\"cluster\":\(cluster)")
    #expect(info.isOfMajority == counts)
  }
}
