import FoundationEssentials
import Platform
import Workbook

/// What a path of the workshop needs of a machine to be proved there: its `path.yaml`.
struct PathNeeds: Sendable {
  static let fileName = "path.yaml"
  static let keys = ["needs", "install", "postgres", "nightly"]

  /// The commands that must be in `PATH`.
  var commands: [String] = []
  /// The packages of PyPI that its programs import.
  var packages: [String] = []
  /// Whether each program is given a PostgreSQL of its own.
  var needsPostgres = false
  /// Whether it takes minutes, and so is proved only when everything is, or it is asked for by name.
  var isNightly = false

  /// Reads the file of a kit; none is a complaint.
  static func load(_ kit: WorkshopKit, _ diagnostics: Diagnostics) -> PathNeeds? {
    let path = "\(kit.folder)/\(fileName)"
    guard let text = Files.contents(of: path, limit: WorkshopKit.fileLimit) else {
      diagnostics.add(Diagnostic(.unreadable, path: path, message: "it is missing"))
      return nil
    }
    let part = SourcePart(source: SourceText(path: path, text: text))
    guard let fields = FieldReader(part, named: "a path", diagnostics) else { return nil }
    fields.allow(keys)
    var needs = PathNeeds(commands: fields.texts("needs"))
    needs.needsPostgres = fields.flag("postgres") ?? false
    needs.isNightly = fields.flag("nightly") ?? false
    if let node = fields.node("install"),
      let install = FieldReader(node, named: "'install'", in: part, diagnostics)
    {
      install.allow(["pip"])
      needs.packages = install.texts("pip")
    }
    return needs
  }
}

/// A near miss: a bug that people really make, put into a solution, and the check that finds it.
struct NearMiss: Sendable {
  static let fileName = "misses.yaml"
  static let keys = [
    "step", "file", "replace", "with", "fails", "because", "cannot-run", "nightly",
  ]

  var step: Int
  var file: String
  /// What stands in the file once, and what stands there in its place.
  var text: String
  var replacement: String
  /// The check that must fail.
  var fails: String
  /// What bug it is, a few words.
  var because: String
  /// Whether the check fails by not running at all: a client that asks for no gzip is sent none.
  var cannotRun: Bool
  /// Whether it takes so long that it is proved only when everything is, or asked for by name.
  var isNightly: Bool

  /// Reads the file of a kit; a kit without one has none.
  static func load(_ kit: WorkshopKit, _ diagnostics: Diagnostics) -> [NearMiss] {
    let path = "\(kit.folder)/\(fileName)"
    guard let text = Files.contents(of: path, limit: WorkshopKit.fileLimit) else { return [] }
    // A list alone is no mapping: it is read as the value of a key, on the line before it.
    let indented = "misses:\n" + text
    let part = SourcePart(
      source: SourceText(path: path, text: text), firstLine: 0, text: indented)
    guard let fields = FieldReader(part, named: "the near misses", diagnostics) else { return [] }
    return fields.readers("misses", each: "a near miss").compactMap { miss in
      miss.allow(keys)
      guard let step = miss.integer("step", in: 1...99), let file = miss.need("file"),
        let old = miss.need("replace"), let new = miss.text("with"), let fails = miss.need("fails")
      else {
        for key in ["step", "file", "replace", "with", "fails"] where !miss.has(key) {
          miss.complainMissing(key)
        }
        return nil
      }
      return NearMiss(
        step: step, file: file, text: old, replacement: new, fails: fails,
        because: miss.text("because") ?? "", cannotRun: miss.flag("cannot-run") ?? false,
        isNightly: miss.flag("nightly") ?? false)
    }
  }
}
