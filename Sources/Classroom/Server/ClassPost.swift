import FoundationEssentials

/// What a page or a learner's program sends: one shape for all requests, of which each needs a part.
struct ClassPost: Sendable, Hashable, Decodable {
  private var id: String?
  var name: String?
  var code: String?
  var question: String?
  var answer: String?
  var mood: String?
  /// How long a page was cut off, in milliseconds.
  var away: Int?
  /// Which of several pages of one phone it is.
  var tab: String?
  var word: String?
  /// Whether it is a machine that joins, and no page.
  var isDesk: Bool?
  /// The class that a machine has joined.
  var className: String?
  var lesson: String?
  var page: Int?
  var pages: Int?
  var task: String?
  var quiz: String?
  /// A signed result.
  var result: String?

  private enum CodingKeys: String, CodingKey {
    case name, code, question, answer, mood, away, tab, word, lesson, page, pages, task, quiz,
      result
    case id = "phone"
    case isDesk = "desk"
    case className = "class"
  }

  /// Reads the body of a request.
  init(_ body: [UInt8], contentType: String?) throws(ClassProblem) {
    // No other type: a page of somebody else could send those without asking first.
    let type = (contentType ?? "").prefix { $0 != ";" }.lowercased()
    guard type.filter({ $0 != " " }) == "application/json" else { throw .otherType }
    do { self = try JSONDecoder().decode(ClassPost.self, from: Data(body)) } catch {
      throw .badBody("it is JSON, like {\"phone\":\"…\"}, and every text stands in quotes")
    }
  }

  /// Where a machine's owner is; nil: nowhere in particular.
  var place: Desk.Place? {
    get throws(ClassProblem) {
      guard let lesson else { return nil }
      guard let page, let pages else { throw .badBody("'page' and 'pages' are numbers") }
      let task = task.map(Desk.Place.Task.init)
      if case .some(.none) = task {
        throw .badBody("'task' is 'open', 'helped', 'solved' or 'shown'")
      }
      return Desk.Place(lesson: lesson, page: page, pages: pages, task: task ?? nil)
    }
  }

  /// The number that the phone has drawn: 32 hexadecimal digits.
  var phone: String {
    get throws(ClassProblem) {
      guard let id, id.utf8.count == 32,
        id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
      else { throw .badBody("'phone' is 32 hexadecimal digits") }
      return id
    }
  }
}

extension ClassBook.Entry {
  /// It as a line of JSON.
  var line: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// What a line says; nil when it was cut.
  init?(line: Substring) {
    guard let entry = try? JSONDecoder().decode(Self.self, from: Data(line.utf8)) else {
      return nil
    }
    self = entry
  }
}
