import Glibc

/// The System V segment by which a PostgreSQL knows that it is the only one on its data.
///
/// It is a few bytes, and outlives a server that was killed: the kernel keeps it until it is
/// removed. (All other shared memory of ours lies in the data folder, or ends with the server.)
enum SharedMemory {
  /// Removes the segment of a server that was killed, told by the `postmaster.pid` it has left.
  ///
  /// One that a process is attached to, or whose number was given to another, is left alone.
  static func remove(of data: String) {
    guard let (key, number) = segment(of: data), shmget(key, 0, 0) == number else { return }
    var state = shmid_ds()
    guard shmctl(number, IPC_STAT, &state) == 0, state.shm_nattch == 0 else { return }
    shmctl(number, IPC_RMID, nil)
  }

  /// The key and the number of the segment: the seventh line of the file.
  static func segment(of data: String) -> (key: key_t, number: CInt)? {
    guard let file = fopen("\(data)/postmaster.pid", "re") else { return nil }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 4_096)
    for _ in 1...7 where fgets(&buffer, CInt(buffer.count), file) == nil { return nil }
    let line = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let key = key_t(words[0]), let number = CInt(words[1]) else {
      return nil
    }
    return (key, number)
  }
}
