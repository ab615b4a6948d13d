import Foundation
import Terminal
import Testing

@testable import Playground

/// The exchange that `listen --verbose` shows.
@Suite struct ExchangeTraceTests {
  private func shown(_ pieces: [String], on screen: Size?) throws -> [String] {
    let pipe = Pipe()
    let trace = ExchangeTrace(
      output: Output(descriptor: pipe.fileHandleForWriting.fileDescriptor), screen: screen)
    for piece in pieces { trace.stream(Array(piece.utf8)) }
    try pipe.fileHandleForWriting.close()
    let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  private static let long = "data: " + String(repeating: "x", count: 5000)

  @Test func `on a screen no event makes more than a screenful`() throws {
    let screen = Size(columns: 80, rows: 24)
    let lines = try shown([Self.long + "\ndata: more\n", "\n: short\n\n"], on: screen)
    let cells = 80 * screen.textRows
    #expect(lines.first == "< " + Self.long.prefix(cells - 2))
    let rest = Self.long.count - (cells - 2) + "data: more".count
    #expect(
      lines.dropFirst() == [
        "< … and \(rest) bytes more: a file gets all of it", "< ", "< : short", "< ",
      ])
  }

  @Test func `many lines of one event make no more either, and the next event is shown`() throws {
    let screen = Size(columns: 80, rows: 24)
    let many = String(repeating: "data: y\n", count: 500) + "\ndata: z\n\n"
    let lines = try shown([many], on: screen)
    #expect(lines.count == screen.textRows + 4)
    #expect(lines.suffix(2) == ["< data: z", "< "])
  }

  @Test func `a file gets all of it`() throws {
    #expect(try shown([Self.long + "\n\n"], on: nil) == ["< " + Self.long, "< "])
  }
}
