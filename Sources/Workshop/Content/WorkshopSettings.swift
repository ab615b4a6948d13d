import FoundationEssentials
public import Conformance
import Platform
import Workbook

/// What stands in the `workshop.yaml` of a learner's folder: which program it is, how it starts, and
/// how it is spoken to.
public struct WorkshopSettings: Sendable, Hashable {
  /// The file's name.
  public static let fileName = "workshop.yaml"
  /// How large the file may be: 64 KiB.
  static let sizeLimit = 64 << 10
  /// What stands for the port in a start command, and in the addresses of a server.
  public static let portPlaceholder = "{port}"
  /// Where the stream of a server is unless the file says otherwise.
  static let usualStream = "http://127.0.0.1:{port}/events"

  static let keys = [
    "path", "language", "build", "start", "stream", "publish", "body", "body-type", "batch",
    "adapter", "postgres",
  ]

  /// The path of the course, as in `server`.
  public var path: String
  /// The language, as in `python`.
  public var language: String
  /// The command that makes the program before it is started; nil where it needs none.
  public var build: String?
  /// The one command that starts the program, with `{port}` or `{url}` where it takes one.
  public var start: String
  /// Where the stream of a server is.
  public var stream = usualStream
  /// Where a POST publishes on a server; nil when it cannot yet.
  public var publish: String?
  /// The body of that POST, as `check server --body`.
  public var body = Publisher.usualBody
  /// The type of that body.
  public var bodyType = "application/json"
  /// Whether a parser answers all streams in one life, as `check parser --batch`.
  public var speaksBatch = false
  /// Whether each run gets an empty PostgreSQL as ``Workbench/databaseVariable``, unless there is one.
  public var wantsPostgres = false
  /// What a client prints, as `check client --adapter`.
  public var adapter = ClientOutput.json

  /// Reads the file of a folder.
  /// - Throws: What is wrong with it, in one sentence.
  public static func load(from folder: String) throws(WorkshopProblem) -> WorkshopSettings {
    let path = folder == "." ? fileName : "\(folder)/\(fileName)"
    guard FileManager.default.fileExists(atPath: path) else { throw .noWorkshop(folder: folder) }
    guard let text = Files.contents(of: path, limit: sizeLimit + 1) else {
      throw .settings("\(path) cannot be read: is it a file, and yours?")
    }
    guard text.utf8.count <= sizeLimit else {
      throw .settings("\(path) is larger than \(sizeLimit >> 10) KiB: a few lines are all it needs")
    }
    return try WorkshopSettings(text, at: path)
  }

  init(_ text: String, at path: String) throws(WorkshopProblem) {
    let diagnostics = Diagnostics()
    let part = SourcePart(source: SourceText(path: path, text: text))
    let settings = FieldReader(part, named: "a workshop", diagnostics).flatMap(Self.init)
    if let first = diagnostics.all.sorted().first {
      // One line of it: place and sentence, without the picture of the source.
      let hint = first.suggestion.map { " (\($0))" } ?? ""
      throw .settings("\(first.path):\(first.line): \(first.message)\(hint)")
    }
    guard let settings else { throw .settings("\(path) is no description of a workshop") }
    self = settings
  }

  private init?(_ fields: FieldReader) {
    fields.allow(Self.keys)
    guard let path = fields.need("path"), let language = fields.need("language"),
      let start = fields.need("start")
    else {
      // Everything that is missing is said at once, and the first of it shown.
      for key in ["path", "language", "start"] { _ = fields.need(key) }
      return nil
    }
    self.path = path
    self.language = language
    self.start = start
    build = fields.text("build")
    if let stream = fields.text("stream") { self.stream = stream }
    publish = fields.text("publish")
    if let body = fields.text("body") { self.body = body }
    if let type = fields.text("body-type") { bodyType = type }
    speaksBatch = fields.flag("batch") ?? false
    wantsPostgres = fields.flag("postgres") ?? false
    if let word = fields.text("adapter") {
      let known = ClientOutput.allCases.map(\.rawValue).joined(separator: ", ")
      if let adapter = ClientOutput(rawValue: word) {
        self.adapter = adapter
      } else {
        fields.complain(.wrongValue, "adapter", "'adapter' is one of \(known), not '\(word)'")
      }
    }
    for (key, address) in [("stream", stream), ("publish", publish ?? Self.usualStream)]
    where Self.place(address, port: 1) == nil {
      fields.complain(
        .wrongValue, key,
        "'\(key)' must be an address as \(Self.usualStream), not '\(address)'")
    }
    for (key, command) in [("start", start), ("build", build ?? "")]
    where command.contains(where: \.isNewline) {
      fields.complain(.wrongValue, key, "'\(key)' is one command on one line")
    }
  }

  /// An address of a server that listens at a port of this machine; nil when it is none.
  static func place(_ address: String, port: Int) -> StreamPlace? {
    guard let place = StreamPlace(address.replacing(portPlaceholder, with: String(port))),
      Loopback.holds(place.host)
    else { return nil }
    return place
  }

  /// Says what the start command lacks for what is built; nil when nothing.
  func complaint(about subject: Rule.Subject) -> String? {
    switch subject {
    case .parser: nil
    case .client where start.contains(CommandClient.placeholder): nil
    case .client:
      "\(Self.fileName): put {url} into 'start' where the client takes the address"
    case .server where start.contains(Self.portPlaceholder): nil
    case .server: "\(Self.fileName): put {port} into 'start' where the server takes its port"
    }
  }
}
