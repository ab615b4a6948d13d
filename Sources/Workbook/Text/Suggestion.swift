/// Finds what a misspelt word may have been meant to be.
public enum Suggestion {
  /// A word is a likely slip of another when it is no more than this many edits away.
  static let distanceLimit = 3

  /// The nearest of `candidates`, as words to stand under a caret.
  static func didYouMean(_ word: String, of candidates: some Sequence<String>) -> String? {
    nearest(to: word, of: candidates).map { "did you mean '\($0)'?" }
  }

  /// The nearest of `candidates`, unless all are too far away.
  public static func nearest(to word: String, of candidates: some Sequence<String>) -> String? {
    let limit = min(distanceLimit, max(1, word.count / 2))
    return
      candidates
      .map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
      .filter { $0.distance <= limit || $0.word.hasPrefix(word) || word.hasPrefix($0.word) }
      .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?
      .word
  }

  /// Whether a word is this name but for one character that is missing, added, changed or swapped.
  public static func isSlip(_ word: String, of name: String) -> Bool {
    distance(word.lowercased(), name.lowercased()) == 1
  }

  /// How many characters must be added, taken away, changed or swapped (Damerau-Levenshtein).
  static func distance(_ one: String, _ other: String) -> Int {
    let one = Array(one)
    let other = Array(other)
    var before: [Int] = []
    var above = Array(0...other.count)
    for row in one.indices {
      var current = [row + 1]
      for column in other.indices {
        let change = above[column] + (one[row] == other[column] ? 0 : 1)
        var best = min(change, above[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
          best = min(best, before[column - 1] + 1)
        }
        current.append(best)
      }
      (before, above) = (above, current)
    }
    return above[other.count]
  }
}
