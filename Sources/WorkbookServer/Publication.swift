import EventServer
import EventStream
import FoundationEssentials
import Hummingbird

/// The body of a `POST` that publishes an event: JSON, or a form.
struct Publication: Decodable, Equatable {
  var data: String
  var event: String?
  var id: String?
  var retry: Int?

  private enum Key: String, CodingKey { case data, event, id, retry }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    data = try fields.decode(String.self, forKey: .data)
    event = try fields.decodeIfPresent(String.self, forKey: .event)
    id = try fields.decodeIfPresent(String.self, forKey: .id)
    do { retry = try fields.decodeIfPresent(Int.self, forKey: .retry) } catch {
      throw DecodingError.dataCorruptedError(forKey: .retry, in: fields, debugDescription: "")
    }
  }

  /// The event to publish.
  var serverSentEvent: ServerSentEvent {
    ServerSentEvent(event: event, id: id, retry: retry.map { .milliseconds($0) }, data: data)
  }

  /// Reads a body of this content type.
  ///
  /// - Throws: ``Refusal``, 4xx and one sentence.
  init(_ body: [UInt8], contentType: String?) throws {
    let type = (contentType ?? "").prefix { $0 != ";" }.trimmingSpaces.lowercased()
    switch type {
    case "application/json": try self.init(json: body)
    case "application/x-www-form-urlencoded": try self.init(form: body)
    default:
      throw Refusal(
        .unsupportedMediaType,
        "the body must be application/json or application/x-www-form-urlencoded, not "
          + (type.isEmpty ? "of no type" : String(type)))
    }
  }

  private init(json body: [UInt8]) throws {
    do { self = try JSONDecoder().decode(Publication.self, from: Data(body)) } catch {
      throw Refusal(.badRequest, Self.sentence(error))
    }
  }

  private static func sentence(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound: return #"'data' is missing; send {"data":"…"}"#
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      guard let field = context.codingPath.last?.stringValue else { break }
      return field == "retry"
        ? "'retry' must be a whole number of milliseconds" : "'\(field)' must be a text in quotes"
    default: break
    }
    return #"the body is not a JSON object like {"data":"…"}"#
  }

  private init(form body: [UInt8]) throws {
    var fields: [String: String] = [:]
    for pair in body.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(parts[0]),
        let value = Self.decoded(parts.count > 1 ? parts[1] : [])
      else { throw Refusal(.badRequest, "the form holds bytes that are no UTF-8, or a broken %") }
      fields[name] = value
    }
    guard let data = fields["data"] else {
      throw Refusal(.badRequest, "'data' is missing; send data=…")
    }
    (self.data, event, id) = (data, fields["event"], fields["id"])
    if let retry = fields["retry"] {
      guard let number = Int(retry) else {
        throw Refusal(.badRequest, "'retry' must be a whole number of milliseconds")
      }
      self.retry = number
    }
  }

  /// A form's text: `+` is a space, `%41` a byte.
  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
    var result: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): result.append(0x20)
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { return nil }
        result.append(high << 4 | low)
      default: result.append(byte)
      }
    }
    return String(validating: result, as: UTF8.self)
  }

  /// What a hexadecimal digit is worth.
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte.lowercasedASCII {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte.lowercasedASCII - 0x61 + 10
    default: nil
    }
  }
}
