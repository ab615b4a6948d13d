import EventStream
import Foundation
import Testing

/// 59 streams as two browsers dispatched them.
///
/// Where the browsers differ the standard decides, and in each case it agrees with Chromium:
/// a NUL in `data` is data like any other; an `id` with a NUL is ignored, its event is not; a
/// block with nothing but an `id` sets the last event ID.
@Suite struct BrowserTests {
  struct Sample: Decodable, Sendable, CustomTestStringConvertible {
    struct Dispatched: Decodable, Hashable, Sendable {
      var type: String
      var data: String
      var lastEventId: String
    }
    let stream: Data
    let chromium: [Dispatched]
    let firefox: [Dispatched]
    let agree: Bool
    var name = ""
    var testDescription: String { name }

    enum CodingKeys: String, CodingKey {
      case stream = "bytes_b64"
      case chromium = "chromium-156"
      case firefox = "firefox-153"
      case agree
    }
  }

  static let samples: [Sample] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Samples/browsers.json")
    guard let json = try? Data(contentsOf: file),
      let samples = try? JSONDecoder().decode([String: Sample].self, from: json)
    else { return [] }
    return samples.map { name, sample in
      var sample = sample
      sample.name = name
      return sample
    }.sorted { $0.name < $1.name }
  }()

  private func dispatched(_ bytes: [UInt8], cutAt cut: Int) throws -> [Sample.Dispatched] {
    var parser = EventStreamParser()
    let items = try parser.consume(Array(bytes[..<cut])) + parser.consume(Array(bytes[cut...]))
    return items.compactMap { item in
      guard case .event(let event) = item else { return nil }
      return .init(type: event.type, data: event.data, lastEventId: event.lastEventID)
    }
  }

  @Test func `all 59 streams are here, and the browsers differ over three`() {
    #expect(Self.samples.count == 59)
    #expect(Self.samples.filter { !$0.agree }.map(\.name) == ["id_nul", "id_only", "nul_data"])
  }

  @Test(arguments: BrowserTests.samples)
  func `a stream dispatches what it dispatches in a browser, wherever it is cut`(
    sample: Sample
  ) throws {
    for cut in 0...sample.stream.count {
      #expect(try dispatched(Array(sample.stream), cutAt: cut) == sample.chromium)
    }
    if sample.agree { #expect(sample.chromium == sample.firefox) }
  }
}
