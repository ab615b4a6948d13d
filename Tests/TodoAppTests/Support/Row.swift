import Foundation

/// The data of a `todo` event, read by somebody else's JSON reader.
struct Row: Codable, Equatable, Sendable {
  var kind: String?
  var id: Int
  var description: String
  var completed: Bool

  init(json: String) throws {
    self = try JSONDecoder().decode(Row.self, from: Data(json.utf8))
  }
}
