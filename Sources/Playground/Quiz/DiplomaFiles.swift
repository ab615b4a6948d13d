import FoundationEssentials
import Subprocess

/// A diploma on disk and on paper.
enum DiplomaFiles {
  /// How large a PDF may be; a diploma has some hundred kilobytes.
  private static let pdfLimit = 32 << 20

  /// A path at which nothing is yet: the one that was asked for, or the next free of a name.
  static func free(
    _ wanted: String?, orNamed name: String, ending: String
  ) throws(CommandFailure) -> String {
    let manager = FileManager.default
    if let wanted {
      guard !manager.fileExists(atPath: wanted) else {
        throw .failed("\(wanted) exists already: give a name that is free")
      }
      return wanted
    }
    let first = "\(name).\(ending)"
    guard manager.fileExists(atPath: first) else { return first }
    for number in 2..<1000 where !manager.fileExists(atPath: "\(name)-\(number).\(ending)") {
      return "\(name)-\(number).\(ending)"
    }
    throw .failed("\(first) exists already, and so do its successors: name another file")
  }

  /// Writes a file, all of it or nothing.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .failed("\(path) cannot be written: is its folder there, with room and writable?")
    }
  }

  /// Has the SVG turned into a PDF.
  static func pdf(from svg: String) async throws(CommandFailure) -> [UInt8] {
    do {
      let result = try await Subprocess.run(
        .name("rsvg-convert"), arguments: ["--format", "pdf", svg],
        output: .bytes(limit: pdfLimit), error: .discarded)
      guard result.terminationStatus.isSuccess else {
        throw CommandFailure.failed("rsvg-convert could not read \(svg): print the SVG instead")
      }
      return result.standardOutput
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw .failed(
        "a PDF takes rsvg-convert ('apt-get install librsvg2-bin'); \(svg) prints from a browser")
    }
  }

  /// Hands a file to the system's printer.
  static func print(_ path: String) async throws(CommandFailure) {
    do {
      let result = try await Subprocess.run(
        .name("lp"), arguments: [path], output: .discarded, error: .discarded)
      if result.terminationStatus.isSuccess { return }
    } catch {}
    throw .failed("there is no printer here ('lp' did not take it): open \(path) and print it")
  }
}
