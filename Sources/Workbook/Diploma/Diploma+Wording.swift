import Signing

extension Diploma {
  /// What was achieved, in a few words.
  var achievementName: String { "\(course) · \(quiz)" }

  /// What one must do for it.
  var narrative: String {
    let share = Int(Grade.aPlus.threshold)
    let topics = mastered.isEmpty ? "" : " It asks about \(mastered.joined(separator: "; "))."
    return "At least \(share) % of the points of a quiz that is drawn from a pool and marked"
      + " by running what it asks about.\(topics) \(statement)"
  }

  /// What was mastered and what was built, a few words each.
  var deeds: [String] { mastered + (built ?? []).map(\.text) }

  /// A UUID for what was built of a path in a language.
  func uuid(built program: BuiltProgram) -> String {
    uuid("built \(program.path) in \(program.language)")
  }

  /// The percentage, without a fraction that is nothing.
  var percentText: String {
    let tenths = Int((percent * 10).rounded(.down))
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }

  /// A UUID for a part of this achievement: the same in every diploma of this quiz.
  ///
  /// Made from a hash, as version 8 of RFC 9562 allows.
  func uuid(_ part: String) -> String {
    var bytes = Array(SHA256.hash(Array("\(course)\n\(quiz)\n\(part)".utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Array(hexadecimal(bytes))
    let groups = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20...]]
    return "urn:uuid:" + groups.map { String($0) }.joined(separator: "-")
  }
}
