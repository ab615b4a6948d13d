import NIOCore
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Finds out who listens on a port, from /proc.
enum PortHolder {
  /// The program and its process id, like `nginx (process 4711)`.
  ///
  /// Nil when it cannot be seen: another user's process, or no /proc.
  static func name(of port: Int) -> String? {
    let inodes = Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listeners(in: $0, on: port) })
    guard !inodes.isEmpty else { return nil }
    for process in entries(of: "/proc").compactMap({ Int($0) }) {
      let directory = "/proc/\(process)/fd"
      for descriptor in entries(of: directory) {
        guard let target = link(directory + "/" + descriptor), inodes.contains(target) else {
          continue
        }
        let name = text(of: "/proc/\(process)/comm").map { String($0.prefix { $0 != "\n" }) }
        return "\(name ?? "a program") (process \(process))"
      }
    }
    return nil
  }

  /// The sockets, as `/proc/*/fd` names them, that listen on the port by this table.
  private static func listeners(in table: String, on port: Int) -> [String] {
    let listening = "0A"
    return (text(of: table) ?? "").split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[3] == listening,
        let hex = fields[1].split(separator: ":").last, Int(hex, radix: 16) == port
      else { return nil }
      return "socket:[\(fields[9])]"
    }
  }

  private static func entries(of directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }

  private static func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 256)
    let count = readlink(path, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes[..<count].map(UInt8.init), as: UTF8.self)
  }

  /// The text of a small file of the kernel's.
  private static func text(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    let piece = 65_536
    while true {
      let count = withUnsafeTemporaryAllocation(byteCount: piece, alignment: 1) { buffer in
        let count = read(descriptor, buffer.baseAddress, piece)
        if count > 0 { bytes += buffer[..<count] }
        return count
      }
      if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
    }
  }
}
