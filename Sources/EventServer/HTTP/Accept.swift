/// The `Accept` header: what the client would like to get.
struct Accept {
  private var ranges: [(type: Substring, isWanted: Bool)] = []

  /// No header, or an empty one, wants everything.
  init(_ value: String?) {
    for part in (value ?? "").split(separator: ",") {
      let pieces = part.split(separator: ";").map(\.trimmingSpaces)
      guard let type = pieces.first, !type.isEmpty else { continue }
      let isRefused = pieces.dropFirst().contains { piece in
        let lowered = piece.lowercased()
        return lowered.hasPrefix("q=0")
          && lowered.dropFirst(3).allSatisfy { $0 == "." || $0 == "0" }
      }
      ranges.append((type, !isRefused))
    }
  }

  /// Whether the type itself is named, and not refused by `q=0`.
  func names(_ type: String) -> Bool {
    ranges.contains { $0.isWanted && $0.type.isEqualIgnoringCase(to: type) }
  }

  /// Whether the type may be sent: the most particular range that fits it decides.
  func allows(_ type: String) -> Bool {
    if ranges.isEmpty { return true }
    let family = type.prefix { $0 != "/" } + "/*"
    for range in [type[...], family[...], "*/*"] {
      if let found = ranges.first(where: { $0.type.isEqualIgnoringCase(to: range) }) {
        return found.isWanted
      }
    }
    return false
  }
}
