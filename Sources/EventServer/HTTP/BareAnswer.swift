import VisibleText

/// An answer to what never became a request.
struct BareAnswer: Sendable {
  let status: Int
  let reason: String
  let sentence: String

  static let tooSlow = BareAnswer(
    status: 408, reason: "Request Timeout", sentence: "the request head did not come within 10 s")
  static let tooLarge = BareAnswer(
    status: 431, reason: "Request Header Fields Too Large",
    sentence: "the request head is larger than 16 KiB")
  static let malformed = BareAnswer(
    status: 400, reason: "Bad Request", sentence: "this is not a well-formed HTTP request")
  static let unknownMethod = BareAnswer(
    status: 501, reason: "Not Implemented",
    sentence: "this server does not know the method; GET, HEAD and POST are written in capitals")
  static let slowBody = BareAnswer(
    status: 408, reason: "Request Timeout", sentence: "the request did not come within 30 s")
  static let tooMuchFraming = BareAnswer(
    status: 413, reason: "Content Too Large",
    sentence: "the chunk extensions are larger than 16 KiB; leave them out")

  private var body: String { "{\"error\":" + JSONText.quoted(sentence) + "}\n" }

  func headers(date: String, server: String) -> [HeaderLine] {
    [
      HeaderLine("date", date), HeaderLine("server", server),
      HeaderLine("connection", "close"),
      HeaderLine("content-type", "application/json; charset=utf-8"),
      HeaderLine("content-length", String(body.utf8.count)),
    ]
  }

  func bytes(date: String, server: String) -> [UInt8] {
    Array(
      (HeadText.of(status: status, reason: reason, headers(date: date, server: server)) + body).utf8
    )
  }
}

/// A response head as text.
enum HeadText {
  static func of(status: Int, reason: String, _ headers: [HeaderLine]) -> String {
    var text = "HTTP/1.1 \(status) \(reason)\r\n"
    for line in headers { text += "\(line.name): \(line.value)\r\n" }
    return text + "\r\n"
  }
}
