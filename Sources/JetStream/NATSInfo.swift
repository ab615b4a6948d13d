import FoundationEssentials

/// What a node says of itself when one connects.
struct NATSInfo: Sendable, Hashable, Decodable {
  /// Its name, and its number where nobody gave it one.
  var name: String
  /// As in `2.9.10`.
  var version: String
  /// How large a message may be, header and all.
  var maxPayload: Int
  /// Whether it keeps streams itself.
  var hasJetStream: Bool
  /// The name of its cluster; nil: it is alone.
  var cluster: String?
  /// Whether it speaks TLS alone.
  var requiresTLS: Bool

  private enum CodingKeys: String, CodingKey {
    case name = "server_name"
    case id = "server_id"
    case version
    case maxPayload = "max_payload"
    case jetStream = "jetstream"
    case cluster
    case requiresTLS = "tls_required"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    name =
      try fields.decodeIfPresent(String.self, forKey: .name)
      ?? fields.decodeIfPresent(String.self, forKey: .id) ?? "a node without a name"
    version = try fields.decodeIfPresent(String.self, forKey: .version) ?? "0"
    maxPayload = try fields.decodeIfPresent(Int.self, forKey: .maxPayload) ?? 1 << 20
    hasJetStream = try fields.decodeIfPresent(Bool.self, forKey: .jetStream) ?? false
    cluster = try fields.decodeIfPresent(String.self, forKey: .cluster)
    requiresTLS = try fields.decodeIfPresent(Bool.self, forKey: .requiresTLS) ?? false
  }

  /// What it says; nil when that is no JSON.
  init?(_ json: [UInt8]) {
    guard let info = try? JSONDecoder().decode(NATSInfo.self, from: Data(json)) else { return nil }
    self = info
  }

  /// The oldest version that has direct gets and republishing both: 2.9.
  static let oldest = [2, 9]

  /// Whether it has all that is used of it.
  var isNewEnough: Bool {
    let numbers = version.split(separator: ".").prefix(2).map { part in
      Int(part.prefix { $0.isNumber }) ?? 0
    }
    return !numbers.lexicographicallyPrecedes(Self.oldest)
  }

  /// Why it will not do; nil: it will.
  func problem(at address: NATSAddress) -> NATSProblem? {
    if requiresTLS { return .speaksTLS(address) }
    if !isNewEnough { return .tooOld(address, version: version) }
    if !hasJetStream, cluster == nil { return .noJetStream(address) }
    return nil
  }
}
