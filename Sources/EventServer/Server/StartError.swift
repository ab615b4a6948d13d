/// Why a server did not start.
public enum StartError: Error, Sendable, Hashable {
  /// A program listens there already; `holder` is its name and process id, where it can be seen.
  case portInUse(port: Int, holder: String?)
  /// The port is one of those below 1024 that need rights this process does not have.
  case notPermitted(port: Int)
  /// The host is not an address of this machine, or is no address.
  case badHost(String)
  /// A channel cannot be called so.
  case badChannel(String)
  /// The engine of its channels opened none of them.
  case engine(EngineError)
  /// It was started already; make a new one.
  case alreadyStarted
  /// It was stopped while it was starting.
  case stopped
  /// The system said no for another reason, in its own words.
  case refused(String)
}

extension StartError: CustomStringConvertible {
  /// The one sentence to show.
  public var description: String {
    switch self {
    case .portInUse(let port, let holder):
      "port \(port) is in use by \(holder ?? "another program"); "
        + "try --port \(port < 65_535 ? port + 1 : 8080), or --port 0 for any free one"
    case .notPermitted(let port):
      "port \(port) needs rights that this program does not have; try one from 1024 up"
    case .badHost(let host):
      "\(host) is no address of this machine; try 127.0.0.1, or 0.0.0.0 for every one"
    case .badChannel(let name):
      "`\(name)` is no name for a channel; use letters, digits and any of - . _ ~"
    case .engine(let error): error.description
    case .alreadyStarted: "this server was started before; stop it and start a new one"
    case .stopped: "the server was stopped before it had started"
    case .refused(let words): "the server could not start: \(words)"
    }
  }
}
