import Glibc
import NIOCore

extension StartError {
  /// What the error of a bind means.
  init(_ error: any Error, host: String, port: Int) {
    guard let error = error as? IOError else {
      self = .badHost(host)
      return
    }
    switch error.errnoCode {
    case EADDRINUSE: self = .portInUse(port: port, holder: PortHolder.name(of: port))
    case EACCES, EPERM: self = .notPermitted(port: port)
    case EADDRNOTAVAIL: self = .badHost(host)
    default: self = .refused(String(cString: strerror(error.errnoCode)))
    }
  }
}
