/// What BoringSSL's names of an error mean in our words.
struct TLSReason {
  static let endOfFile = "EOF"

  private let words: [String]
  private let serverHasBegun: Bool

  /// - Parameters:
  ///   - words: The names, as in `WRONG_VERSION_NUMBER`.
  ///   - serverHasBegun: Whether the server had taken up the handshake before.
  init(_ words: [String], serverHasBegun: Bool) {
    self.words = words
    self.serverHasBegun = serverHasBegun
  }

  func problem(host: String) -> ConnectionCause {
    if words.contains("CERTIFICATE_VERIFY_FAILED") {
      return .certificate(host: host, .unknownAuthority)
    }
    return .secureConnection(host: host, reason: sentence)
  }

  private var sentence: String {
    func has(_ names: String...) -> Bool {
      words.contains { word in names.contains { word.contains($0) } }
    }
    if has("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST") || words.isEmpty {
      return "it does not speak TLS; try http://"
    }
    if has(Self.endOfFile) { return "it hung up in the middle of the handshake" }
    if has("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "INAPPROPRIATE_FALLBACK") {
      return "it speaks no version of TLS that is spoken here (1.2 and 1.3)"
    }
    if has("CERTIFICATE_REQUIRED", "NO_CERTIFICATE") || wantsCertificate {
      return "it wants a certificate of the client, and there is none to show"
    }
    if has("HANDSHAKE_FAILURE", "INSUFFICIENT_SECURITY", "CIPHER") {
      return "it speaks no cipher that is spoken here"
    }
    if has("UNRECOGNIZED_NAME") { return "it does not know the name" }
    if has("INTERNAL_ERROR") { return "it reported an error of its own" }
    return
      "the handshake failed (\(words[0].lowercased().split(separator: "_").joined(separator: " ")))"
  }

  /// An alert about a certificate is about ours, of which there is none; so is a failure after the
  /// server has taken up the handshake, as TLS 1.2 has no better word for it.
  private var wantsCertificate: Bool {
    words.contains { word in
      word.contains("ALERT_BAD_CERTIFICATE") || word.contains("ALERT_CERTIFICATE_UNKNOWN")
        || word.contains("ALERT_UNKNOWN_CA") || word.contains("ALERT_ACCESS_DENIED")
        || word.contains("ALERT_HANDSHAKE_FAILURE") && serverHasBegun
    }
  }
}

/// Why a server's certificate is not accepted.
enum CertificateFault: Hashable, Sendable {
  /// It is made out to another name.
  case otherName
  /// No authority that is trusted here has signed it.
  case unknownAuthority
  /// It, or one that it rests on, was valid up to this day, counted from 1970-01-01.
  case expired(onDay: Int)
  /// It, or one that it rests on, becomes valid on this day, counted from 1970-01-01.
  case notYetValid(beforeDay: Int)
}

extension CertificateFault: CustomStringConvertible {
  /// What stands behind "the certificate of HOST".
  var description: String {
    switch self {
    case .otherName: "is made out to another name"
    case .unknownAuthority: "is not accepted: no authority trusted here has signed it"
    case .expired(let day): "has expired: it was valid up to \(Self.date(day))"
    case .notYetValid(let day): "is not valid yet: it becomes so on \(Self.date(day))"
    }
  }

  /// `2026-11-30`; days since 1970 in the Gregorian calendar, years beginning in March.
  private static func date(_ day: Int) -> String {
    let days = day + 719_468
    let era = days / 146_097
    let ofEra = days % 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * ofYear + 2) / 153
    let (month, dayOfMonth) = (
      march < 10 ? march + 3 : march - 9, ofYear - (153 * march + 2) / 5 + 1
    )
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let pad = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(pad(month))-\(pad(dayOfMonth))"
  }
}
