import Glibc
import Platform

/// Ports of 127.0.0.1, for servers that cannot choose a free one themselves.
public enum LoopbackPort {
  /// A port that is free now; the server says so if another process takes it first.
  public static func free() throws(TetherProblem) -> Int {
    guard let port = bound(to: 0) else {
      throw .system(call: "a free port", reason: systemReason())
    }
    return port
  }

  /// Ports that the system gives to nobody by itself, as `ip_local_port_range` of Linux begins at 32,768.
  private static let reserve = 20_000..<32_000

  /// A port that is free now, and that no connection takes by chance: for a server that is killed and
  /// comes back there.
  public static func reserved() throws(TetherProblem) -> Int {
    for _ in 1...100 {
      let port = Int.random(in: reserve)
      if standing(of: port) == .free { return port }
    }
    throw .system(call: "a free port", reason: "a hundred were taken")
  }

  /// Whether a server of this program could listen on a port.
  public enum Standing: Sendable, Hashable {
    /// It could.
    case free
    /// Another process does.
    case taken
    /// The port is one of those that need rights which this program does not have.
    case notPermitted
  }

  /// Whether a server could listen on this port now.
  public static func standing(of port: Int) -> Standing {
    errno = 0
    guard bound(to: port) == nil else { return .free }
    return errno == EACCES ? .notPermitted : .taken
  }

  /// Whether a process accepts connections on this port.
  public static func accepts(_ port: Int) -> Bool {
    withSocket { descriptor in
      // Where no process listens, the system may choose the same port for this end, and a socket that
      // connects to itself is accepted.
      withAddress(port) { connect(descriptor, $0, $1) } == 0
        && Int(Descriptors.localPort(of: descriptor)) != port
    }
  }

  /// How long ``answers(_:to:)`` waits for the first byte.
  private static let answerLimit = timeval(tv_sec: 0, tv_usec: 500_000)

  /// Whether a process on this port answers some bytes with any; waits up to half a second.
  public static func answers(_ port: Int, to bytes: String) -> Bool {
    withSocket { descriptor in
      guard withAddress(port, { connect(descriptor, $0, $1) }) == 0 else { return false }
      var limit = answerLimit
      setsockopt(
        descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      var byte: UInt8 = 0
      return send(descriptor, bytes, bytes.utf8.count, CInt(MSG_NOSIGNAL))
        == bytes.utf8.count && recv(descriptor, &byte, 1, 0) == 1
    }
  }

  /// How much of an answer is read: 64 KiB.
  private static let answerSize = 64 << 10

  /// What a process on this port answers some bytes with, up to its end; waits up to half a second for
  /// each piece of it.
  public static func answer(_ port: Int, to bytes: String) -> String? {
    var answer: [UInt8] = []
    let isWhole = withSocket { descriptor in
      guard withAddress(port, { connect(descriptor, $0, $1) }) == 0 else { return false }
      var limit = answerLimit
      setsockopt(
        descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      guard send(descriptor, bytes, bytes.utf8.count, CInt(MSG_NOSIGNAL)) == bytes.utf8.count else {
        return false
      }
      var piece = [UInt8](repeating: 0, count: 4_096)
      while answer.count < answerSize {
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { return count == 0 }
        answer += piece[..<count]
      }
      return true
    }
    return isWhole ? String(decoding: answer, as: UTF8.self) : nil
  }

  /// Binds a socket for a moment and says to which port.
  private static func bound(to port: Int) -> Int? {
    var found: Int?
    _ = withSocket { descriptor in
      var reuse: CInt = 1
      setsockopt(
        descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<CInt>.size))
      guard withAddress(port, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 1) == 0
      else { return false }
      found = Int(Descriptors.localPort(of: descriptor))
      return true
    }
    return found
  }

  private static func withSocket(_ body: (CInt) -> Bool) -> Bool {
    let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, kind, 0)
    guard descriptor >= 0 else { return false }
    let answer = body(descriptor)
    // Closing it must not hide what the system said.
    let reason = errno
    close(descriptor)
    errno = reason
    return answer
  }

  private static func withAddress(
    _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
