internal import Glibc

/// A file descriptor that others own.
struct Descriptor {
  let number: Int32

  /// Writes all of it; false when the other end is gone.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = systemWrite(number, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        if count > 0 {
          done += count
        } else if errno == EAGAIN {
          // Another process made the terminal non-blocking: wait until it takes more.
          var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
          poll(&entry, 1, 1000)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// What is there to read, up to `limit` bytes; empty at the end, nil after a failure.
  func read(limit: Int = 1 << 14) -> [UInt8]? {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let result = systemRead(number, buffer.baseAddress, limit)
      failed = result < 0
      count = max(0, result)
    }
    return failed ? nil : bytes
  }
}

// The methods above have the names of the calls they wrap.

private func systemWrite(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(number, bytes, count)
}

private func systemRead(_ number: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(number, bytes, count)
}
