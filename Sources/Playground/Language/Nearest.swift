/// The candidate closest to a mistyped word, or nil when none is close.
///
/// Close is one edit for short words, two from four letters on, three from eight on; an edit
/// adds, removes or changes a letter or swaps two neighbours.
func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  let allowed = word.count < 4 ? 1 : word.count < 8 ? 2 : 3
  let ranked = candidates.map { (distance: editDistance(word, $0), candidate: $0) }
  return ranked.filter { $0.distance <= allowed }.min { $0.distance < $1.distance }?.candidate
}

/// How many edits make one word of the other.
func editDistance(_ left: String, _ right: String) -> Int {
  let left = Array(left.lowercased())
  let right = Array(right.lowercased())
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1] + Array(repeating: 0, count: right.count)
    for j in right.indices {
      let change = last[j] + (left[i] == right[j] ? 0 : 1)
      row[j + 1] = min(row[j] + 1, last[j + 1] + 1, change)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[right.count]
}
