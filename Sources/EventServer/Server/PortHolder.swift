import Glibc
import Platform

/// Finds out which program listens on a port, from /proc.
enum PortHolder {
  /// The program and its process id, like `nginx (process 4711)`.
  ///
  /// Nil when it cannot be seen: another user's process, or no /proc.
  static func name(of port: Int) -> String? {
    let inodes = Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listeners(in: $0, on: port) })
    guard !inodes.isEmpty else { return nil }
    for process in Files.names(in: "/proc").compactMap({ Int($0) }) {
      let directory = "/proc/\(process)/fd"
      for descriptor in Files.names(in: directory) {
        guard let target = link(directory + "/" + descriptor), inodes.contains(target) else {
          continue
        }
        let name = Files.contents(of: "/proc/\(process)/comm").map {
          String($0.prefix { $0 != "\n" })
        }
        return "\(name ?? "a program") (process \(process))"
      }
    }
    return nil
  }

  /// The sockets, as `/proc/*/fd` names them, that listen on the port by this table.
  private static func listeners(in table: String, on port: Int) -> [String] {
    let listening = "0A"
    return (Files.contents(of: table) ?? "").split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[3] == listening,
        let hex = fields[1].split(separator: ":").last, Int(hex, radix: 16) == port
      else { return nil }
      return "socket:[\(fields[9])]"
    }
  }

  private static func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 256)
    let count = readlink(path, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes[..<count].map(UInt8.init), as: UTF8.self)
  }
}
