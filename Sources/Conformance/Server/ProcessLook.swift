import Glibc
import Platform

/// What Linux tells of processes and sockets.
enum ProcessLook {
  /// How much memory a process has, in MB; nil where that cannot be seen.
  static func residentMegabytes(_ process: Int32) -> Int? {
    guard let text = Files.contents(of: "/proc/\(process)/status"),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return kilobytes / 1_024
  }

  /// The server's end of a connection, as Linux knows it.
  struct ServerSocket: Sendable, Hashable {
    /// How the kernel shows it.
    var state: String
    /// What every descriptor of it leads to.
    var inode: Substring

    /// Whether the server has not closed its side: it knows of the client's end, or does not yet.
    var isHeld: Bool { state == Self.closeWait || state == Self.established }

    static let established = "ESTABLISHED"
    static let closeWait = "CLOSE_WAIT"
  }

  /// The socket at this machine's port of a connection from another port; nil when the kernel has none
  /// any more.
  static func socket(from port: Int, to other: Int) -> ServerSocket? {
    let table = ["/proc/net/tcp", "/proc/net/tcp6"].map { Files.contents(of: $0) ?? "" }.joined()
    let ends = [port, other].map { ":" + hexadecimal($0) }
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      guard fields.count > 9, fields[1].hasSuffix(ends[0]), fields[2].hasSuffix(ends[1]) else {
        continue
      }
      let names = ["01": ServerSocket.established, "08": ServerSocket.closeWait]
      return ServerSocket(state: names[String(fields[3])] ?? "closed", inode: fields[9])
    }
    return nil
  }

  /// Whether sockets of this machine can be seen at all.
  static var seesSockets: Bool { Files.contents(of: "/proc/net/tcp") != nil }

  /// The process that has a socket open, of those into which this user may look.
  static func holder(of socket: ServerSocket) -> Int32? {
    Files.names(in: "/proc").lazy.compactMap { Int32($0) }.first { has($0, socket) }
  }

  /// Whether a process has a socket open, even one that the kernel shows no more.
  static func has(_ process: Int32, _ socket: ServerSocket) -> Bool {
    let folder = "/proc/\(process)/fd"
    let wanted = "socket:[\(socket.inode)]"
    return Files.names(in: folder).contains { name in
      var buffer = [CChar](repeating: 0, count: 64)
      let length = readlink("\(folder)/\(name)", &buffer, buffer.count)
      let target = buffer.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }
      return String(decoding: target, as: UTF8.self) == wanted
    }
  }

  private static func hexadecimal(_ port: Int) -> String {
    let digits = String(port, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
