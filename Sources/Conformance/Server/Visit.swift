import Workbook
import Yams

/// What is asked of a server, step by step, and what must come of it.
public struct Visit: Sendable {
  static let keys = ["steps", "needs"]

  /// The steps, one after the other.
  var steps: [Step]
  /// What must be known of the server so that it can run.
  var needs: Set<Need>

  enum Need: String, Sendable, CaseIterable {
    /// A way to publish (`--publish`).
    case publish
    /// A publisher that chooses the type, or the id.
    case type, id
    /// A publisher that takes an object of JSON.
    case json
    /// Consent to much load (`--load`).
    case load
    /// The power to end it (`--start`).
    case start
    /// The number of its process (`--pid`, `--start`).
    case pid
    /// That it runs on this machine.
    case local
  }

  /// An event to be published.
  struct Publication: Sendable {
    var type: String?
    var data: String?
    var id: String?
    /// So many letters `x` stand behind the data.
    var padding = 0
  }

  /// A request.
  struct Request: Sendable {
    var name: String
    var method = "GET"
    var version = "1.1"
    var headers: [String] = []
    /// The id is the last one that this connection saw.
    var resumes: String?
    /// The request as it is, in place of all that.
    var raw: [UInt8]?
    /// Sent on a connection that stands.
    var isFurther = false
    /// Whether the head of the answer is waited for.
    var awaitsHead = true
    /// The pause between two bytes of it.
    var trickle: Duration?
    /// Whether what arrives is read.
    var reads = true
    /// What comes is only counted, and looked through for this text: for many megabytes.
    var drains: String?
  }

  /// What the head of an answer must be.
  struct Head: Sendable {
    var name: String
    var within: Duration
    var statuses: [Int]
    var has: [(name: String, anyOf: [String])]
    var without: [String]
  }

  enum Step: Sendable {
    case ask(Request)
    case head(Head)
    case publish(Publication, refusable: Bool)
    /// Many events, numbered from 1, with this text before the number.
    case publishMany(prefix: String, from: Int, count: Int, size: Int)
    case event(of: String, type: String?, data: String, id: String?, within: Duration)
    /// A connection that drains has seen its text go by.
    case passed(of: String, within: Duration)
    /// Events numbered from…to, in their order, none twice and none left out.
    case numbered(of: String, prefix: String, from: Int, to: Int, within: Duration)
    case quiet(of: String, prefix: String, for: Duration)
    /// None of these stands for an event of its own.
    case unforged(of: String, type: String?, data: String?, id: String?)
    case idsDiffer(of: String)
    /// This body, which is no event, is refused, and nobody hears of it.
    case refused(of: String, body: [UInt8])
    /// Any event.
    case told(of: String, within: Duration)
    /// Nothing comes that another connection has seen.
    case nothingTwice(of: String, than: String, for: Duration)
    /// Bytes of the body: any, or others than those that are there.
    case bytes(of: String, isNew: Bool, within: Duration)
    case wire(of: String, pattern: WireRule)
    case noBody(of: String, for: Duration)
    case close(String)
    case pause(Duration)
    /// So many connections named NAME1, NAME2, ….
    case readers(prefix: String, count: Int)
    case ended(of: String, within: Duration, cleanly: Bool)
    case terminate
    case gone(within: Duration)
    case left(of: String, within: Duration)
    case memory(below: Int)
    case race(prefix: String, count: Int, returns: Int)
    case spread(of: String, count: Int, least: Int)
  }

  /// What holds for every line that a server writes.
  enum WireRule: String, Sendable {
    case knownFields = "known-fields"
    case retryIsNumber = "retry-is-number"
    case notChunked = "not-chunked"
  }

  /// How long it takes with a server that does everything at once: its pauses and waits for nothing.
  var shortest: Duration {
    steps.reduce(.zero) { sum, step in
      switch step {
      case .pause(let time), .quiet(_, _, let time), .noBody(_, let time),
        .nothingTwice(_, _, let time):
        sum + time
      default: sum
      }
    }
  }

  init(_ reader: FieldReader) {
    let texts = reader.texts("needs")
    needs = Set(texts.compactMap(Need.init))
    for text in texts where Need(rawValue: text) == nil {
      reader.complain(.wrongValue, "needs", "'\(text)' is nothing that a check needs")
    }
    steps = reader.readers("steps", each: "a step").compactMap { VisitReader(reader: $0).step() }
    if steps.isEmpty { reader.complainMissing("steps") }
  }
}

/// Reads one step.
private struct VisitReader {
  let reader: FieldReader

  /// How long is waited for anything unless a step says so.
  private static let usualWait = 4_000

  private func time(_ key: String, or usual: Int = usualWait) -> Duration {
    .milliseconds(reader.integer(key, in: 1...120_000) ?? usual)
  }

  private func count(_ key: String, or usual: Int = 0) -> Int {
    reader.integer(key, in: 0...10_000_000) ?? usual
  }

  private func string(_ key: String) -> String? {
    guard reader.has(key) else { return nil }
    return String(decoding: PiecesReader(fields: reader).bytes(key), as: UTF8.self)
  }

  /// What may stand in a step beside its verb.
  private static let others = [
    "within", "type", "data", "id", "method", "version", "headers", "resumes", "raw", "further",
    "waits", "trickle", "reads", "drains", "status", "has", "without", "refusable", "from",
    "to", "count",
    "size", "prefix", "for", "cleanly", "rule", "returns", "least", "new", "body", "than",
  ]
  private static let verbs = [
    "ask", "head", "publish", "publish-many", "event", "passed", "numbered", "quiet", "unforged",
    "ids-differ", "bytes", "wire", "no-body", "close", "pause", "readers", "ended", "terminate",
    "gone", "left", "memory", "race", "spread", "refused", "told", "nothing-twice",
  ]

  func step() -> Visit.Step? {
    reader.allow(Self.verbs + Self.others)
    guard let verb = reader.keys.first(where: Self.verbs.contains) else {
      reader.complain(.missingKey, "", "a step needs one of \(Self.verbs.joined(separator: ", "))")
      return nil
    }
    let name = reader.text(verb) ?? ""
    switch verb {
    case "ask": return .ask(request(name))
    case "head": return .head(head(name))
    case "publish":
      return .publish(
        Visit.Publication(type: string("type"), data: string("data"), id: string("id")),
        refusable: reader.flag("refusable") ?? false)
    case "publish-many":
      return .publishMany(
        prefix: name, from: count("from", or: 1), count: count("count"), size: count("size"))
    case "event":
      return .event(
        of: name, type: reader.text("type"), data: string("data") ?? "", id: string("id"),
        within: time("within"))
    case "passed": return .passed(of: name, within: time("within"))
    case "numbered":
      return .numbered(
        of: name, prefix: reader.text("prefix") ?? "", from: count("from", or: 1), to: count("to"),
        within: time("within"))
    case "quiet":
      return .quiet(of: name, prefix: reader.text("prefix") ?? "", for: time("for", or: 200))
    case "unforged":
      return .unforged(of: name, type: reader.text("type"), data: string("data"), id: string("id"))
    default: return otherStep(verb, name)
    }
  }

  private func otherStep(_ verb: String, _ name: String) -> Visit.Step? {
    switch verb {
    case "ids-differ": return .idsDiffer(of: name)
    case "refused":
      return .refused(of: name, body: PiecesReader(fields: reader).bytes("body"))
    case "told": return .told(of: name, within: time("within"))
    case "nothing-twice":
      return .nothingTwice(of: name, than: reader.text("than") ?? "", for: time("for", or: 200))
    case "bytes":
      return .bytes(of: name, isNew: reader.flag("new") ?? false, within: time("within"))
    case "wire":
      guard let rule = reader.text("rule").flatMap(Visit.WireRule.init) else {
        reader.complain(.wrongValue, "rule", "'wire' needs a 'rule' that is known")
        return nil
      }
      return .wire(of: name, pattern: rule)
    case "no-body": return .noBody(of: name, for: time("for", or: 200))
    case "close": return .close(name)
    case "pause": return .pause(time("pause"))
    case "readers": return .readers(prefix: name, count: count("count", or: 1))
    case "ended":
      return .ended(
        of: name, within: time("within"), cleanly: reader.flag("cleanly") ?? false)
    case "terminate": return .terminate
    case "gone": return .gone(within: time("within"))
    case "left": return .left(of: name, within: time("within"))
    case "memory": return .memory(below: reader.integer("memory", in: 1...100_000) ?? 0)
    case "race": return .race(prefix: name, count: count("count"), returns: count("returns"))
    case "spread": return .spread(of: name, count: count("count"), least: count("least"))
    default: return nil
    }
  }

  private func request(_ name: String) -> Visit.Request {
    var request = Visit.Request(name: name)
    request.method = reader.text("method") ?? "GET"
    request.version = reader.text("version") ?? "1.1"
    request.headers = reader.texts("headers")
    request.resumes = reader.text("resumes")
    if reader.has("raw") { request.raw = PiecesReader(fields: reader).bytes("raw") }
    request.isFurther = reader.flag("further") ?? false
    request.awaitsHead = reader.flag("waits") ?? true
    if reader.has("trickle") { request.trickle = time("trickle") }
    request.reads = reader.flag("reads") ?? true
    request.drains = reader.text("drains")
    return request
  }

  private func head(_ name: String) -> Visit.Head {
    var has: [(name: String, anyOf: [String])] = []
    if let node = reader.node("has"),
      let fields = FieldReader(node, named: "'has'", in: reader.part, reader.diagnostics)
    {
      has = fields.keys.map { ($0, fields.texts($0)) }
    }
    return Visit.Head(
      name: name, within: time("within"), statuses: reader.texts("status").compactMap { Int($0) },
      has: has, without: reader.texts("without"))
  }
}
