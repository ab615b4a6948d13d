public import HTTPTypes
public import Hummingbird
import NIOCore
import VisibleText

/// A request that is refused: a status and one sentence, sent as `{"error":"…"}`.
///
/// Throw it from a route; every client gets its reason in the same shape.
public struct Refusal: Error, HTTPResponseError, Hashable {
  /// The status, from 400 up.
  public var status: HTTPResponse.Status
  /// What was wrong, and what to do now.
  public var sentence: String
  /// Further headers of the answer, like `Allow`.
  public var headers: HTTPFields

  /// Makes a refusal.
  public init(_ status: HTTPResponse.Status, _ sentence: String, headers: HTTPFields = [:]) {
    self.status = status
    self.sentence = sentence
    self.headers = headers
  }

  /// 405: the path does not take this method, but those.
  public static func notAllowed(_ method: String, _ path: String, _ methods: [String]) -> Refusal {
    let allowed = methods.joined(separator: ", ")
    return Refusal(
      .methodNotAllowed, "\(path) does not take \(method); it takes \(allowed)",
      headers: [.allow: allowed])
  }

  /// The answer on the wire.
  public func response(
    from request: Request, context: some RequestContext
  ) throws -> Response { response }

  /// The answer, the same for every request.
  var response: Response {
    var headers = headers
    headers[.contentLength] = nil
    headers[.contentType] = "application/json; charset=utf-8"
    let body = ByteBuffer(string: #"{"error":"# + JSONText.quoted(sentence) + "}\n")
    return Response(status: status, headers: headers, body: .init(byteBuffer: body))
  }
}
