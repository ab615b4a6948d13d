#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The wall clock, for what carries a date: cookies and certificates.
enum UnixTime {
  /// Seconds since 1970.
  static func now() -> Int { time(nil) }
}
