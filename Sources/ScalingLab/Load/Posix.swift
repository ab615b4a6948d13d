import CEpoll
import Glibc
import Platform

// The system calls that the laboratory makes, each wrapped once. A descriptor is owned by the value
// that made it and closed exactly once by that; no wrapper here closes one it was given.

/// The system's clock that never jumps, in nanoseconds; the same in every process of the machine.
func monotonicNanoseconds() -> Int64 {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

/// Stops this thread for so long, whatever signals come meanwhile.
func sleepNanoseconds(_ nanoseconds: Int64) {
  var rest = timespec(
    tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  var left = timespec()
  while nanosleep(&rest, &left) == -1, errno == EINTR { rest = left }
}

/// The IPv4 loopback address `127.0.0.0 + host`, so that 1 is 127.0.0.1.
func loopback(host: UInt32, port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr = in_addr(s_addr: (0x7F00_0000 + host).bigEndian)
  return address
}

extension sockaddr_in {
  /// Calls `body` with the address as the socket functions want it.
  mutating func withSocketAddress<T>(
    _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> T
  ) -> T {
    withUnsafeMutablePointer(to: &self) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

/// A TCP socket, closed in every program that this one starts.
func makeSocket(nonblocking: Bool) throws(ScalingError) -> CInt {
  let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
  let descriptor = socket(
    AF_INET, nonblocking ? kind | CInt(SOCK_NONBLOCK.rawValue) : kind, 0)
  guard descriptor >= 0 else { throw .system(call: "a socket", reason: systemReason()) }
  return descriptor
}

/// A pipe, closed in every program that this one starts.
func makePipe() throws(ScalingError) -> (read: CInt, write: CInt) {
  var ends: [CInt] = [-1, -1]
  guard sse_pipe(&ends) == 0 else {
    throw .system(call: "a pipe", reason: systemReason())
  }
  return (ends[0], ends[1])
}

/// A socket that listens on a free port of 127.0.0.1, with that port.
func listenOnLoopback(backlog: CInt) throws(ScalingError) -> (descriptor: CInt, port: UInt16) {
  let descriptor = try makeSocket(nonblocking: false)
  var address = loopback(host: 1, port: 0)
  guard address.withSocketAddress({ bind(descriptor, $0, $1) }) == 0,
    listen(descriptor, backlog) == 0
  else {
    let reason = systemReason()
    close(descriptor)
    throw .system(call: "a listening socket", reason: reason)
  }
  return (descriptor, Descriptors.localPort(of: descriptor))
}

/// Hands all bytes to a blocking socket; false once the other side is gone.
func sendAll(_ descriptor: CInt, _ bytes: [UInt8]) -> Bool {
  bytes.withUnsafeBytes { buffer in
    var sent = 0
    while sent < buffer.count {
      let count = send(
        descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent,
        CInt(MSG_NOSIGNAL))
      if count > 0 {
        sent += count
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}

/// What a blocking or non-blocking read of a socket gave.
enum Received: Equatable {
  case bytes(Int)
  case ended
  case nothingYet
  case failed
}

/// Reads once into `buffer`.
func receive(_ descriptor: CInt, into buffer: UnsafeMutableRawBufferPointer) -> Received {
  while true {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    if count > 0 { return .bytes(count) }
    if count == 0 { return .ended }
    if errno == EINTR { continue }
    return errno == EAGAIN ? .nothingYet : .failed
  }
}

/// Closes a descriptor; for types that have a `close` of their own.
func closeDescriptor(_ descriptor: CInt) -> Bool { close(descriptor) == 0 }

/// Wakes the thread that watches the event counter `bell`.
func ringBell(_ bell: CInt) {
  var ring: UInt64 = 1
  write(bell, &ring, 8)
}

/// Takes the rings out of the event counter `bell`, which waits if there are none.
func drainBell(_ bell: CInt) {
  var rings: UInt64 = 0
  read(bell, &rings, 8)
}

/// Connects a blocking socket to a port of 127.0.0.1; false if no process listens there.
func connectToLoopback(_ descriptor: CInt, _ port: UInt16) -> Bool {
  var address = loopback(host: 1, port: port)
  return address.withSocketAddress { connect(descriptor, $0, $1) } == 0
}
