/// Why there is no proxy; `description` is the one sentence to show.
public enum ReverseProxyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Another process listens on the port already.
  case portInUse(Int)
  /// The port needs rights that this program does not have.
  case notPermitted(Int)
  /// openssl made no certificate; `words` is what it said.
  case noCertificate(words: String)

  /// The sentence.
  public var description: String {
    switch self {
    case .portInUse(let port):
      "port \(port) is in use by another program; leave out --port for any free one"
    case .notPermitted(let port):
      "port \(port) needs rights that this program does not have; try one from 1024 up"
    case .noCertificate(let words): "openssl made no certificate: \(words)"
    }
  }
}
