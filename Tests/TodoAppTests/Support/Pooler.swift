import Foundation
import Testing

/// A PgBouncer of its own before a cluster; it goes when its standard input closes, so with us.
final class Pooler: Sendable {
  private let process: Process
  private let input: Pipe
  private let folder: URL
  private let port: Int
  private let cluster: Cluster

  /// Starts one that lends its connections by the session, the transaction or the statement.
  static func start(
    before cluster: Cluster, mode: String, size: Int = 20
  ) async throws -> Pooler {
    let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"]
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    let path = try #require(program, "PgBouncer is missing: sudo apt-get install pgbouncer")
    return try await offPool { try Pooler(path, cluster, mode, size) }
  }

  private init(_ program: String, _ cluster: Cluster, _ mode: String, _ size: Int) throws {
    self.cluster = cluster
    folder = FileManager.default.temporaryDirectory
      .appending(path: "sse-pooler-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path())
    port = try FreePort.find()
    let server = try #require(URLComponents(string: cluster.url)?.port)
    try """
    [databases]
    * = host=127.0.0.1 port=\(server) user=todo
    [pgbouncer]
    listen_addr = 127.0.0.1
    listen_port = \(port)
    unix_socket_dir =
    auth_type = any
    pool_mode = \(mode)
    default_pool_size = \(size)
    """.write(to: folder.appending(path: "pgbouncer.ini"), atomically: true, encoding: .utf8)
    input = Pipe()
    process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    // It refuses to be root. The shell outlives nobody: its `read` ends with us. SIGKILL, since
    // signals that are blocked in a thread of ours are blocked in what it starts.
    let change = getuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
    process.arguments = [
      "-c",
      "\(change)\"$0\" -q \"$1/pgbouncer.ini\" </dev/null >\"$1/log\" 2>&1 & child=$!; "
        + "trap 'kill -KILL $child; wait $child; rm -rf \"$1\"' EXIT; read -r _",
      program, folder.path(),
    ]
    process.standardInput = input
    try process.run()
    try FreePort.wait(for: port)
  }

  /// The address of a database through it.
  func url(of database: String) -> String {
    let name = database.split(separator: "/").last ?? ""
    return "postgres://todo@127.0.0.1:\(port)/\(name)"
  }

  func stop() async throws {
    try await offPool { [self] in
      try input.fileHandleForWriting.close()
      process.waitUntilExit()
    }
  }
}

/// A port of the loopback that nobody listens on.
private enum FreePort {
  struct Problem: Error {}

  static func find() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
      }
    }
    guard status == 0 else { throw Problem() }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Returns when somebody listens; a program gives no signal when it does.
  static func wait(for port: Int) throws {
    for _ in 0..<500 {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = loopback(port)
      let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if status == 0 { return }
      usleep(10_000)
    }
    throw Problem()
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
