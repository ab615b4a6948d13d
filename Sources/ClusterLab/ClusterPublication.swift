public import FoundationEssentials
import NIOCore

/// An event on its way to a cluster, sent as a careful publisher does: again, with the same
/// `Idempotency-Key`, until somebody acknowledges it.
public struct ClusterPublication: Sendable, Encodable {
  /// The data.
  public var data: String
  /// The type; nil: a message.
  public var event: String?
  /// The reconnection time that it sets, in milliseconds.
  public var retry: Int?

  /// The pause between two attempts.
  static let pause = Duration.milliseconds(100)

  /// An event with this data.
  public init(data: String, event: String? = nil, retry: Int? = nil) {
    (self.data, self.event, self.retry) = (data, event, retry)
  }

  /// What a publisher has when its event was acknowledged.
  public struct Receipt: Sendable, Hashable {
    /// The event's id.
    public var id: String
    /// Which server answered; nil when the answer does not say.
    public var server: String?
    /// How many times it was sent.
    public var attempts: Int
    /// The time from the first attempt to the acknowledgement.
    public var time: Duration
  }

  /// Publishes on `/events` at a port of 127.0.0.1; returns when somebody has acknowledged it.
  ///
  /// - Throws: ``ClusterProblem``: refused by a server, or not acknowledged in time. Then it may have been
  ///   kept all the same: that the key is for.
  public func send(
    to port: Int, key: String = UUID().uuidString, within limit: Duration
  ) async throws -> Receipt {
    let body = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    let request =
      "POST /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      + "Content-Type: application/json\r\nIdempotency-Key: \(key)\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
    let start = ContinuousClock.now
    var attempts = 0
    var last = "nobody answered"
    while true {
      try Task.checkCancellation()
      let rest = limit - (ContinuousClock.now - start)
      guard rest > .zero else { throw ClusterProblem.unacknowledged(attempts: attempts, last) }
      attempts += 1
      if let text = try? await ByteExchange.answer(to: request, at: address, within: rest),
        let answer = PublicationAnswer(text)
      {
        if let id = answer.id {
          return Receipt(
            id: id, server: answer.server, attempts: attempts, time: ContinuousClock.now - start)
        }
        // Its own fault will not go away.
        guard answer.status >= 500 else { throw ClusterProblem.refused(answer.status, answer.body) }
        last = "the last answer was \(answer.status)"
      } else {
        last = "the last attempt had no answer"
      }
      try await Task.sleep(for: Self.pause)
    }
  }
}

/// What a server said to a publication.
struct PublicationAnswer: Hashable {
  var status: Int
  var body: String
  /// Which server it was, where a balancer says so.
  var server: String?
  /// The id that the event was given, if it was.
  var id: String?

  /// Takes an answer apart; nil when it is none, or was cut off.
  init?(_ text: String) {
    guard text.hasPrefix("HTTP/1.1 "), let status = Int(text.dropFirst(9).prefix(3)),
      let end = text.firstRange(of: "\r\n\r\n")
    else { return nil }
    self.status = status
    body = String(text[end.upperBound...])
    for line in text[..<end.lowerBound].split(separator: "\r\n").dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      if line[..<colon].lowercased() == "x-served-by" { server = String(value) }
    }
    struct Kept: Decodable { var id: String }
    guard status == 201 else { return }
    guard let kept = try? JSONDecoder().decode(Kept.self, from: Data(body.utf8)) else { return nil }
    id = kept.id
  }
}
