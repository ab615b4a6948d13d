/// Raw bytes as rows, with CR, LF and everything else that is usually unseen made visible.
enum WireRows {
  static func rows(_ bytes: [UInt8], direction: String) -> [Row] {
    var lines = StreamLines()
    let all = lines.append(bytes) + (lines.flush().map { [$0] } ?? [])
    return all.map { line in
      Row("\(direction) ", .faint).appending(line.text).appending(line.end, .faint)
    }
  }
}
