import CLibpq

/// The rows that a statement returned, copied out of libpq's memory.
struct PostgresResult: Sendable {
  /// Column by column as text; `nil` is NULL.
  var rows: [[String?]] = []

  init() {}

  init(_ result: OpaquePointer) {
    let columns = PQnfields(result)
    rows = (0..<PQntuples(result)).map { row in
      (0..<columns).map { column in
        guard PQgetisnull(result, row, column) == 0 else { return nil }
        // Not a C string: the length is the server's, so nothing is cut short.
        let bytes = UnsafeRawBufferPointer(
          start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }
}

/// Text that libpq hands out: its first line, without the white space around it.
func firstLine(_ text: UnsafePointer<CChar>?) -> String {
  guard let text else { return "no reason given" }
  let line = String(cString: text).split(separator: "\n").first ?? ""
  let words = line.split(whereSeparator: \.isWhitespace)
  return words.isEmpty ? "no reason given" : words.joined(separator: " ")
}
