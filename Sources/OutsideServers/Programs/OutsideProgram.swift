import FoundationEssentials
import Subprocess
import SystemPackage

/// A program of others that a command or a page needs, and that not every machine has.
public struct OutsideProgram: Sendable, Hashable {
  /// What it is called, as after `needs` in a lesson.
  public let name: String
  /// The files that it may be, the likeliest first.
  public let files: [String]
  /// The packages of Debian and Ubuntu that bring it.
  public let packages: [String]
  /// The argument upon which it says its version.
  public let versionArgument: String

  /// How much of what it says of its version is read: its version is in the first lines.
  private static let versionLimit = 64 << 10

  /// Describes one; its file has its name unless told.
  public init(
    name: String, files: [String]? = nil, packages: [String], versionArgument: String = "--version"
  ) {
    self.name = name
    self.files = files ?? [name]
    self.packages = packages
    self.versionArgument = versionArgument
  }

  /// The version that the program at a path says it has, as `1.22.1`; nil where it says none.
  public func version(of path: String) async -> String? {
    let said = try? await run(
      .path(FilePath(path)), arguments: [versionArgument],
      // Some say it to standard error.
      output: .string(limit: Self.versionLimit), error: .combinedWithOutput)
    return said.flatMap { Self.version(in: $0.standardOutput) }
  }

  /// The first word of the form of a version: numbers with points between them, what goes before and
  /// after them left out.
  static func version(in text: String) -> String? {
    // A path, or what a shell complains of before the program speaks, has no version in it.
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("/") {
      for word in line.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == ".") }) {
        let numbers = word.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "." }
        let version = numbers.hasSuffix(".") ? numbers.dropLast() : numbers
        if version.contains(".") { return String(version) }
      }
    }
    return nil
  }
}
