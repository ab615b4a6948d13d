// What the errors of the network mean in our words.

import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ConnectionCause {
  /// Of an error while connecting.
  init(_ error: any Error, connectingTo url: StreamURL, within time: Duration) {
    let endpoint = url.endpoint
    switch error {
    case let error as NIOConnectionError:
      if let failure = error.connectionErrors.last {
        let address = failure.target.endpoint ?? endpoint
        self = .init(failure.error, at: address, within: time)
      } else {
        self = .unknownHost(url.host)
      }
    default: self = .init(error, at: endpoint, within: time)
    }
  }

  /// Of an error while connecting to a proxy.
  init(_ error: any Error, connectingTo proxy: ProxyServer, within time: Duration) {
    let error = (error as? NIOConnectionError).map { $0.connectionErrors.last?.error } ?? error
    let reason =
      switch error {
      case nil: "is not known; check its name"
      case let error as IOError where error.errnoCode == ECONNREFUSED: "refused the connection"
      case let error as IOError where error.errnoCode != ETIMEDOUT:
        "cannot be reached: " + String(cString: strerror(error.errnoCode))
      default: "did not answer within \(time.inWords)"
      }
    self = .proxy(proxy.endpoint, reason: reason)
  }

  private init(_ error: any Error, at address: String, within time: Duration) {
    switch error {
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      self = .refused(by: address)
    case let error as IOError where error.errnoCode == ETIMEDOUT:
      self = .connectTimeout(address, after: time)
    case let error as IOError:
      self = .unreachable(address, reason: String(cString: strerror(error.errnoCode)))
    case ChannelError.connectTimeout: self = .connectTimeout(address, after: time)
    default: self = .unreachable(address, reason: String(describing: error))
    }
  }

  /// Of an error on a connection that stood.
  init(_ error: any Error, host: String, serverHasBegun: Bool) {
    switch error {
    case let problem as ConnectionCause: self = problem
    case let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode): self = .reset
    case let error as IOError:
      self = .network(String(cString: strerror(error.errnoCode)))
    default:
      self =
        SecureTransport.problem(error, host: host, serverHasBegun: serverHasBegun)
        ?? .network("something unforeseen happened (\(type(of: error)))")
    }
  }
}

extension SocketAddress {
  /// As in `127.0.0.1:9` and `[::1]:9`.
  var endpoint: String? {
    guard let ipAddress, let port else { return nil }
    return `protocol` == .inet6 ? "[\(ipAddress)]:\(port)" : "\(ipAddress):\(port)"
  }
}

extension TimeAmount {
  /// As long, but not past what the event loop can count.
  init(_ duration: Duration) {
    let longest: Int64 = 1 << 31
    let (seconds, attoseconds) = duration.components
    guard seconds < longest else {
      self = .seconds(longest)
      return
    }
    self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
