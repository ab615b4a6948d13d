import Foundation
import Synchronization

/// A server that does to its clients whatever a test wants, byte by byte.
///
/// Each connection is served by the next of the scripts, on a thread of its own with a plain
/// blocking socket; the last script serves all further connections.
public final class TestServer: Sendable {
  /// The port it listens on, any free one.
  public let port: Int
  private let listener: CInt
  private let state: Mutex<(peers: [Peer], scripts: [Script])>
  /// What is done to a connection; when it returns, the connection is closed.
  public typealias Script = @Sendable (Peer) -> Void

  /// The URL of its root.
  public var url: String { "http://127.0.0.1:\(port)/" }
  /// The requests so far, in the order in which the connections were accepted.
  public var requests: [String] { state.withLock { $0.peers.compactMap(\.request) } }
  /// The connections so far.
  public var peers: [Peer] { state.withLock(\.peers) }

  /// Listens, and serves its connections with the scripts in turn.
  public init(_ scripts: Script...) {
    precondition(!scripts.isEmpty)
    state = Mutex(([], scripts))
    listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    port = withUnsafeMutablePointer(to: &address) { [listener] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        precondition(bind(listener, address, length) == 0 && listen(listener, 128) == 0)
        getsockname(listener, address, &length)
      }
      return Int(UInt16(bigEndian: pointer.pointee.sin_port))
    }
    Thread.detachNewThread { [self] in acceptAll() }
  }

  private func acceptAll() {
    while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
      let peer = Peer(descriptor)
      let script = state.withLock { state in
        state.peers.append(peer)
        return state.scripts.count > 1 ? state.scripts.removeFirst() : state.scripts[0]
      }
      Thread.detachNewThread {
        script(peer)
        peer.close()
      }
    }
    Foundation.close(listener)
  }

  /// No further connections; those that stand are cut.
  ///
  /// Descriptors are closed by the threads that use them: closed here, their numbers could
  /// belong to another test's server by the time those threads look.
  public func stop() {
    shutdown(listener, CInt(SHUT_RDWR))
    for peer in peers { peer.cut() }
  }
}
