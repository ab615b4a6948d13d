import FoundationEssentials
import Glibc
import Platform
import Workbook

/// What a course brings for those who build: `workshop/LANGUAGE/PATH/` with a starter and solutions.
public struct WorkshopShelf: Sendable {
  /// The folder beside `lessons` that holds it.
  public static let folderName = "workshop"

  /// The folder of the course.
  public let course: String

  /// Opens the shelf of a course.
  public init(course: String) { self.course = course }

  private var root: String { course == "." ? Self.folderName : "\(course)/\(Self.folderName)" }

  /// The languages that there is something in.
  public var languages: [String] { Self.folders(in: root) }

  /// The paths that can be built in a language.
  public func paths(in language: String) -> [String] { Self.folders(in: "\(root)/\(language)") }

  /// The languages in which a path can be built.
  public func languages(for path: String) -> [String] {
    languages.filter { paths(in: $0).contains(path) }
  }

  /// What is there for a path in a language; nil when nothing is.
  public func kit(_ path: String, in language: String) -> WorkshopKit? {
    guard paths(in: language).contains(path) else { return nil }
    return WorkshopKit(path: path, language: language, folder: "\(root)/\(language)/\(path)")
  }

  static func folders(in folder: String) -> [String] {
    Files.names(in: folder).filter { name in
      !name.hasPrefix(".") && isFolder("\(folder)/\(name)")
    }.sorted()
  }

  static func isFolder(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
  }
}

/// The starter and the solutions of a path in a language.
public struct WorkshopKit: Sendable {
  /// The path, as in `server`.
  public let path: String
  /// The language, as in `python`.
  public let language: String
  /// Where it lies.
  public let folder: String

  /// The folder that `workshop new` copies.
  public var starter: String { "\(folder)/starter" }

  /// The folder of a solution: what of it differs from the starter; nil when there is none.
  public func solution(_ number: Int) -> String? {
    let path = "\(folder)/solutions/\(number < 10 ? "0" : "")\(number)"
    return WorkshopShelf.isFolder(path) ? path : nil
  }

  /// The numbers of the solutions that there are.
  public var solutions: [Int] {
    WorkshopShelf.folders(in: "\(folder)/solutions").compactMap { Int($0) }.sorted()
  }

  /// The files of a solution with what stands in them, by name.
  public func files(ofSolution number: Int) -> [(name: String, text: String)] {
    guard let folder = solution(number) else { return [] }
    return Self.files(in: folder).compactMap { name in
      Files.contents(of: "\(folder)/\(name)", limit: Self.fileLimit).map { (name, $0) }
    }
  }

  /// How much of a file is shown: 256 KiB.
  static let fileLimit = 256 << 10

  static func files(in folder: String) -> [String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return names.filter { !WorkshopShelf.isFolder("\(folder)/\($0)") && !isLitter($0) }.sorted()
  }

  /// What programs leave behind in a folder in which they ran.
  private static func isLitter(_ name: String) -> Bool {
    name.hasSuffix(".pyc") || name.split(separator: "/").contains("__pycache__")
  }

  /// Copies the starter into a folder that is not there, or is empty.
  public func begin(in target: String) throws(WorkshopProblem) {
    let inside = Files.names(in: target)
    guard inside.isEmpty, !FileManager.default.fileExists(atPath: target) || isEmpty(target) else {
      throw .taken(folder: target)
    }
    try copy(starter, to: target)
  }

  private func isEmpty(_ path: String) -> Bool {
    WorkshopShelf.isFolder(path) && Files.names(in: path).isEmpty
  }

  /// Puts the starter into a folder, and over it a solution if one is named.
  func lay(solution number: Int?, into target: String) throws(WorkshopProblem) {
    try copy(starter, to: target)
    guard let number else { return }
    guard let solution = solution(number) else {
      throw .system("\(folder) has no solution \(number)")
    }
    try copy(solution, to: target)
  }

  private static let swiftPackage = "Package.swift"
  /// The course, as a program in its shelf names it in a literal.
  private static let courseFromHere = "\"../../../..\""

  /// A package of Swift that names the libraries of this course from wherever it is copied to.
  private func rebased(_ package: Data) -> Data {
    guard let real = realpath("\(folder)/../../..", nil) else { return package }
    defer { free(real) }
    let course = String(cString: real).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let text = String(decoding: package, as: UTF8.self)
    return Data(text.replacing(Self.courseFromHere, with: "\"\(course)\"").utf8)
  }

  private func copy(_ source: String, to target: String) throws(WorkshopProblem) {
    let manager = FileManager.default
    do {
      try manager.createDirectory(atPath: target, withIntermediateDirectories: true)
      for name in Self.files(in: source) {
        let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
        if let slash = to.lastIndex(of: "/") {
          try manager.createDirectory(
            atPath: String(to[..<slash]), withIntermediateDirectories: true)
        }
        // What is copied may be run, and is written by its owner, whatever the shelf allows.
        let data = try Data(contentsOf: URL(filePath: from))
        try (name == Self.swiftPackage ? rebased(data) : data).write(to: URL(filePath: to))
        let mode = manager.isExecutableFile(atPath: from) ? 0o755 : 0o644
        try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: to)
      }
    } catch {
      throw .notWritten(target)
    }
  }
}
