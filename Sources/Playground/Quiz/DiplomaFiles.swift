import FoundationEssentials
import Platform
import Subprocess
import Workbook

/// A diploma on disk and on paper.
enum DiplomaFiles {
  /// The folder within the state folder where diplomas go that were given no name.
  static let folderName = "diplomas"

  /// Throws when something is at this path already; nothing of the learner's is overwritten.
  static func requireFree(_ path: String) throws(CommandFailure) {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw .failed("\(path) exists already: give a name that is free")
    }
  }

  /// Where the SVG goes: where the learner says, else among the diplomas of the state folder,
  /// under a name that belongs to this one diploma.
  static func svg(
    _ wanted: String?, of issued: IssuedDiploma, quiz: String, in stateFolder: String?
  ) throws(CommandFailure) -> String {
    if let wanted { return wanted }
    guard let stateFolder else {
      throw .failed("there is no folder for the diploma: say where it goes with --svg FILE")
    }
    let folder = "\(stateFolder)/\(folderName)"
    do {
      try PrivateFile.makeFolder(folder)
    } catch {
      throw .failed("\(folder) cannot be made: say where the diploma goes with --svg FILE")
    }
    return "\(folder)/\(quiz)-\(issued.code).svg"
  }

  /// Writes a file, all of it or nothing.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .failed("\(path) cannot be written: is its folder there, with room and writable?")
    }
  }

  /// The words as paths, and what is to be said when they are not.
  static func outlines(
    of issued: IssuedDiploma, on paper: Paper
  ) async -> (DiplomaOutlines?, remark: String?) {
    if let lacking = await scalarsWithoutFont(in: issued.diploma) {
      return (
        nil,
        "no font here has '\(lacking)', so the words stay text for the fonts of whoever opens it"
      )
    }
    let drawn = try? await convert([issued.words(on: paper)], to: "svg")
    if let drawn, let outlines = DiplomaOutlines(svg: String(decoding: drawn, as: UTF8.self)) {
      return (outlines, nil)
    }
    return (
      nil,
      "its words stay text for the fonts of whoever opens it; with rsvg-convert ('apt-get install"
        + " librsvg2-bin') they are drawn here once and for all"
    )
  }

  /// The first letters that no font of this machine has; nil when all are there, or when nobody
  /// can tell.
  ///
  /// `fc-list` is a part of fontconfig, by which `rsvg-convert` finds its fonts.
  private static func scalarsWithoutFont(in diploma: Diploma) async -> String? {
    let text = diploma.name + (diploma.teacher ?? "") + diploma.course + diploma.quiz
    // Marks, joiners and variation selectors are not looked up by themselves.
    let letters = Set(
      text.unicodeScalars.filter { $0.value >= 0x80 && $0.properties.isGraphemeBase })
    guard !letters.isEmpty else { return nil }
    let found = try? await Subprocess.run(
      .name("fc-list"), arguments: ["--format", "%{charset}\\n"],
      output: .string(limit: 16 << 20), error: .discarded)
    guard let found, found.terminationStatus.isSuccess else { return nil }
    let ranges = scalars(in: found.standardOutput)
    return letters.sorted().first { letter in !ranges.contains { $0.contains(letter.value) } }
      .map { String($0) }
  }

  /// What fonts have, as fontconfig writes it: `20-7e a0 100-17f`, in hexadecimal.
  static func scalars(in charsets: String) -> [ClosedRange<UInt32>] {
    let words = Set(charsets.split { $0 == " " || $0 == "\n" })
    return words.compactMap { word in
      let ends = word.split(separator: "-").compactMap { UInt32($0, radix: 16) }
      guard let first = ends.first, let last = ends.last, first <= last else { return nil }
      return first...last
    }
  }

  /// Has pages turned into one PDF.
  static func pdf(
    from pages: [String], insteadOf svg: String
  ) async throws(CommandFailure) -> [UInt8] {
    do {
      return try await convert(pages, to: "pdf")
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw .failed(
        "a PDF takes rsvg-convert ('apt-get install librsvg2-bin'); \(svg) prints from a browser")
    }
  }

  /// Runs `rsvg-convert`; throws a ``CommandFailure`` when it refuses, else that it is missing.
  private static func convert(_ pages: [String], to format: String) async throws -> [UInt8] {
    // By files: Subprocess traps when a child ends before it has read all of its standard input.
    let folder = try TemporaryFolder(prefix: "sse-diplomas-", isPrivate: true)
    defer { folder.remove() }
    let files = pages.indices.map { "\(folder.path)/\($0).svg" }
    for (page, file) in zip(pages, files) {
      try Data(page.utf8).write(to: URL(filePath: file))
    }
    let result = try await Subprocess.run(
      .name("rsvg-convert"), arguments: Arguments(["--format", format] + files),
      output: .bytes(limit: DiplomaVerifier.fileLimit), error: .discarded)
    guard result.terminationStatus.isSuccess else {
      throw CommandFailure.failed("rsvg-convert could not draw it: print the SVG instead")
    }
    return result.standardOutput
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
