import EventServer

extension Fault {
  /// The kinds, as they are typed.
  static let kinds = ["drop", "end", "stall", "slow", "truncate", "status", "type", "garbage"]

  /// Reads a kind and what it takes, such as `status 503`.
  /// - Throws: A sentence that says what is wrong with it.
  init(words: [String]) throws(CommandFailure) {
    let kind = words.first ?? ""
    switch (kind, words.dropFirst().first, words.count) {
    case ("drop", nil, 1): self = .drop
    case ("end", nil, 1): self = .end
    case ("stall", nil, 1): self = .stall
    case ("slow", nil, 1): self = .slow
    case ("truncate", nil, 1): self = .truncate
    case ("garbage", nil, 1): self = .garbage
    case ("status", let code?, 2):
      guard let status = Int(code), (200...599).contains(status) else {
        throw .usage("'\(code)' is no status: give one from 200 to 599, as in 'fault status 503'")
      }
      self = .status(status)
    case ("type", let type?, 2): self = .type(type)
    case ("status", _, _): throw .usage("'fault status' takes one status, as in 'fault status 503'")
    case ("type", _, _): throw .usage("'fault type' takes one type, as in 'fault type text/plain'")
    default: throw .usage(Self.unknown(words))
    }
  }

  private static func unknown(_ words: [String]) -> String {
    let text = words.joined(separator: " ")
    let kind = words.first ?? ""
    if kinds.contains(kind) { return "'fault \(kind)' takes nothing more: leave the rest out" }
    guard let near = nearest(to: kind, among: kinds + ["off"]) else {
      return "there is no fault '\(text)': it is one of \(kinds.joined(separator: ", ")), or off"
    }
    return "there is no fault '\(text)': did you mean 'fault \(near)'?"
  }
}
