#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Times of the wall clock as text, in UTC.
enum UTCTime {
  /// `2026-11-22T12:00:00Z`.
  static func text(_ secondsSince1970: Int) -> String {
    var time = time_t(secondsSince1970)
    var parts = tm()
    gmtime_r(&time, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
