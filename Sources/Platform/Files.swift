import Glibc

/// Folders and small files, read whole and at once; those of `/proc` say no size beforehand.
public enum Files {
  /// Whether somebody may call a file or a folder so: 1 to `limit` bytes of letters, digits and any of
  /// `-_`, so that it leads nowhere else.
  public static func isPlain(_ name: String, limit: Int) -> Bool {
    (1...limit).contains(name.utf8.count)
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_"
      }
  }

  /// The names in a folder, in no order; none if it cannot be read.
  public static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// A file as text, at most so many bytes of it; nil if it cannot be read.
  public static func contents(of path: String, limit: Int = .max) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while bytes.count < limit {
      let count = read(descriptor, &buffer, min(buffer.count, limit - bytes.count))
      if count < 0, errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The first line of a file; empty if it cannot be read.
  public static func firstLine(of path: String) -> Substring {
    (contents(of: path) ?? "").prefix { $0 != "\n" }
  }
}

/// What the system says about the last call that failed on this thread.
public func systemReason() -> String { String(cString: strerror(errno)) }
