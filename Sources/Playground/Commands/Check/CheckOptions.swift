import ArgumentParser
import Conformance
import FoundationEssentials
import Glibc

/// What all subjects of `check` have in common: which checks, and which reports.
struct CheckOptions: ParsableArguments {
  @Option(help: "Only checks whose id has this in it; * stands for anything.")
  var only: String?

  @Flag(help: "Name the checks and run none.")
  var list = false

  @Flag(help: "A SHOULD that fails, and a check that cannot run, count as well.")
  var strict = false

  @Option(help: "What the places of cuts are drawn from.")
  var seed: UInt64 = 1

  @Flag(help: "Print the report as one JSON object.")
  var json = false

  @Option(help: ArgumentHelp("Write the report as JUnit's XML, too.", valueName: "file"))
  var junit: String?

  @Option(help: ArgumentHelp("Write the report as one HTML page, too.", valueName: "file"))
  var html: String?

  @Option(
    help: ArgumentHelp("The deviations that are known, an id a line.", valueName: "file"))
  var expect: String?

  /// The files that are written and read.
  var touches: [Touch] {
    [junit, html].compactMap { $0.map(Touch.writesFile) }
      + [expect].compactMap { $0.map(Touch.readsFile) }
  }

  /// A file of known deviations is no larger than 1 MiB.
  private static let expectLimit = 1 << 20

  /// The deviations that are known; each must be one of the checks.
  func expectations(in suite: Suite) throws -> Expectations {
    guard let expect else { return Expectations() }
    guard let bytes = try LimitedFile.read(expect, limit: Self.expectLimit) else {
      throw CommandFailure.failed("\(expect) cannot be read: is it a file?")
    }
    let expectations = Expectations(text: String(decoding: bytes, as: UTF8.self))
    if let unknown = expectations.unknown(among: suite.checks.map(\.id)).first {
      throw CommandFailure.usage(
        "\(expect) names '\(unknown)', which is no check: --list names them all")
    }
    return expectations
  }

  /// Looks whether the reports can be written, before minutes are spent.
  func prepare() throws {
    for file in [junit, html].compactMap(\.self) {
      let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw unwritable(file) }
      close(descriptor)
    }
  }

  private func unwritable(_ file: String) -> CommandFailure {
    .failed("\(file) cannot be written: is its folder there, and writable?")
  }

  /// Writes the reports that go into files.
  func write(_ report: Report) throws {
    if let junit { try write(JUnitReport(report).text, to: junit) }
    if let html { try write(HTMLReport([report]).text, to: html) }
  }

  private func write(_ text: String, to file: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: file))
    } catch {
      throw unwritable(file)
    }
  }
}
