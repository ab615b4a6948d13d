import FoundationEssentials

/// What a client says of itself once the node has: the `CONNECT` of the protocol.
struct NATSConnect: Encodable {
  private var verbose = false
  private var pedantic = false
  private var headers = true
  /// A request upon which nobody listens is answered at once.
  private var noResponders = true
  private var name = "sse-workbook"
  private var lang = "swift"
  private var version = "1"
  private var `protocol` = 1
  private var user: String?
  private var password: String?
  private var token: String?

  private enum CodingKeys: String, CodingKey {
    case verbose, pedantic, headers, name, lang, version, `protocol`, user
    case noResponders = "no_responders"
    case password = "pass"
    case token = "auth_token"
  }

  init(_ credentials: NATSAddress.Credentials) {
    switch credentials {
    case .none: break
    case .user(let name, let password): (user, self.password) = (name, password)
    case .token(let token): self.token = token
    }
  }

  /// The line's text: JSON has no line ends in it.
  var json: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }
}
