import Testing

@testable import TodoApp

/// The databases that every test of a store runs on.
enum Backing: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case memory = "SQLite in memory"
  case file = "SQLite in a file"
  case postgres = "PostgreSQL"

  /// Those that two programs can share.
  static let shared: [Backing] = [.file, .postgres]

  var testDescription: String { rawValue }

  /// A new, empty place and how to open it, any number of times.
  func place() async throws -> @Sendable () -> any TodoStore {
    let database = try await database()
    return { database.makeStore() }
  }

  /// A started store on a place of its own.
  func store() async throws -> any TodoStore {
    let store = try await place()()
    try await store.start()
    return store
  }
}

/// Follows a store and keeps what it hears.
final class Follower: Sendable {
  let news = Collector<StoreNews>()
  private let task: Task<Void, Never>

  init(_ store: any TodoStore, after position: Int = 0) {
    task = Task { [news] in await store.follow(after: position) { news.append($0) } }
  }

  /// The first `count` changes, once they are there.
  func changes(_ count: Int) async throws -> [TodoChange] {
    Array(
      try await news.wait("\(count) changes") { $0.changes.count >= count }.changes)
  }

  /// Stops following and returns when it has ended.
  func stop() async {
    task.cancel()
    await task.value
  }
}

extension [StoreEntry] {
  var changes: [TodoChange] {
    compactMap { entry in
      guard case .change(let change) = entry else { return nil }
      return change
    }
  }
}

extension [StoreNews] {
  /// The positions of the gaps.
  var gaps: [Int] {
    compactMap { news in
      guard case .gap(let id) = news else { return nil }
      return id.position
    }
  }

  var changes: [TodoChange] {
    flatMap { news -> [TodoChange] in
      guard case .changes(let changes) = news else { return [] }
      return changes
    }
  }
}

/// Descriptions that broke the article's application, and some more.
let awkwardTexts: [String] = [
  "", " ", "  leading and trailing  ", #"a "quoted" word"#, #"back\slash and trailing \"#,
  "two\nlines", "two\r\nlines", "a\rb", "tab\there", "\u{1}\u{1F}\u{7F}", #"\n and \u0041 stay"#,
  #"x", "completed": true, "y": ""#, #"inj", "id": 999999, "description": "FORGED"#,
  "it's", "'; DROP TABLE todos; --", "<script>alert(1)</script>", "👩‍👩‍👧‍👦 čšž 漢字", "e\u{301} is not é",
  "\u{2028}\u{2029}\u{85}\u{FEFF}", "id: 77", "\n\nevent: todo\ndata: {}", "$1 ? :name %s",
  String(repeating: "ž", count: 50_000), "/slashes/ & entities &amp;",
]
