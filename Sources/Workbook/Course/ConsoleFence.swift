/// What stands after the fence of a console that runs: `console run fresh needs nginx`.
struct ConsoleFence: Equatable {
  /// The forms that are suggested where one is mistyped.
  static let examples = ["console run", "console run fresh", "console run needs"]

  /// Whether it begins with nothing running.
  let isFresh: Bool
  /// The programs without which it cannot run.
  let needs: [String]

  /// Reads it; nil when it is something else.
  init?(_ info: String) {
    var words = info.split(separator: " ").map(String.init)[...]
    func take(_ expected: String...) -> Bool {
      guard words.starts(with: expected) else { return false }
      words.removeFirst(expected.count)
      return true
    }
    guard take("console", "run") else { return nil }
    isFresh = take("fresh")
    let names = take("needs") ? Array(words) : nil
    guard words.isEmpty || names != nil, names != [] else { return nil }
    needs = names ?? []
  }
}
