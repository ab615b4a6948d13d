import CLibpq

/// What libpq reads out of a `postgres://` URL.
enum ConnectionInfo {
  /// What is wrong with a URL; nil when it can be read.
  static func problem(in url: String) -> String? {
    var words: UnsafeMutablePointer<CChar>?
    defer { PQfreemem(words) }
    guard let options = PQconninfoParse(url, &words) else { return firstLine(words) }
    PQconninfoFree(options)
    return nil
  }

  /// The URL without user and password, which have no place in a sentence on a screen.
  static func name(of url: String) -> String {
    var values = ["host": "localhost", "port": "5432", "dbname": ""]
    guard let options = PQconninfoParse(url, nil) else { return "postgres://" }
    defer { PQconninfoFree(options) }
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        values[String(cString: keyword)] = String(cString: value)
      }
      option += 1
    }
    return "postgres://\(values["host"] ?? ""):\(values["port"] ?? "")/\(values["dbname"] ?? "")"
  }
}
