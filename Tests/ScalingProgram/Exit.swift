#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Ends the program with this status.
func finish(_ status: Int32) -> Never { exit(status) }
