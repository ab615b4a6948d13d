import Glibc

/// The path of a history file that nobody else uses, gone at the end.
final class TemporaryHistory {
  let path = "/tmp/sse-history-\(UInt64.random(in: 0 ... .max))"

  deinit { unlink(path) }
}
