import Glibc

/// One worker of the model `process`: the whole of a synchronous server, as simple as it looks.
///
/// Descriptor 0 is the listening socket, shared with all other workers of the pool. Descriptor 1 is
/// the writing end of a pipe whose reading end the pool holds: the worker's lifeline. Everything in
/// here blocks, and that is the point: while one stream lasts, this process is good for nothing
/// else. It has one thread.
public enum ScalingWorker {
  /// The most bytes of a request head; a longer one is not answered.
  static let requestHeadLimit = 16_384
  /// How long a client may take to send its request head.
  static let requestHeadTimeout = 10

  /// Serves one connection after the other, until the lifeline hangs up or is gone already.
  ///
  /// `arguments` is the interval between two events, in milliseconds.
  public static func main(arguments: [String]) -> Never {
    let interval = arguments.first.flatMap(Int64.init) ?? 1_000
    holdLifeline(STDOUT_FILENO)
    while true {
      let connection = accept(STDIN_FILENO, nil, nil)
      if connection < 0 {
        if errno == EINTR || errno == ECONNABORTED { continue }
        exit(1)
      }
      serve(connection, interval: interval * 1_000_000)
      close(connection)
    }
  }

  /// Lets the kernel end this process when the reading end of the pipe `descriptor` is closed.
  ///
  /// The kernel raises SIGIO at the hang-up, and SIGIO ends a process, even one that is stuck in a
  /// blocking call. That needs no second thread, and no parent process that is still alive.
  private static func holdLifeline(_ descriptor: CInt) {
    signal(SIGIO, SIG_DFL)
    signal(SIGPIPE, SIG_IGN)
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGIO)
    sigprocmask(SIG_UNBLOCK, &signals, nil)
    let flags = fcntl(descriptor, F_GETFL)
    guard fcntl(descriptor, F_SETOWN, getpid()) == 0,
      fcntl(descriptor, F_SETFL, flags | O_ASYNC) == 0
    else { exit(1) }
    // The pool may have gone before the signal was armed.
    var poller = pollfd(fd: descriptor, events: 0, revents: 0)
    if poll(&poller, 1, 0) != 0 { exit(0) }
  }

  /// Answers one request: a stream for `/events`, a word for anything else.
  private static func serve(_ connection: CInt, interval: Int64) {
    guard let target = readRequest(connection) else { return }
    if target == "/events" {
      stream(connection, interval: interval)
    } else {
      let body = "hello\n"
      _ = sendAll(
        connection,
        Array(
          """
          HTTP/1.1 200 OK\r
          Content-Type: text/plain; charset=utf-8\r
          Content-Length: \(body.utf8.count)\r
          Connection: close\r
          \r
          \(body)
          """.utf8))
    }
  }

  /// Sends an event, sleeps, sends the next, until the client is gone: what a PHP page would do.
  private static func stream(_ connection: CInt, interval: Int64) {
    let head = """
      HTTP/1.1 200 OK\r
      Content-Type: text/event-stream; charset=utf-8\r
      Cache-Control: no-cache\r
      Connection: close\r
      \r\n
      """
    guard sendAll(connection, Array(head.utf8)) else { return }
    var id = 1
    while sendAll(connection, Array("id: \(id)\ndata: \(monotonicNanoseconds())\n\n".utf8)) {
      id += 1
      sleepNanoseconds(interval)
    }
  }

  /// The target of a request, once its whole head is there; `nil` if it never is.
  private static func readRequest(_ connection: CInt) -> String? {
    var patience = timeval(tv_sec: requestHeadTimeout, tv_usec: 0)
    setsockopt(
      connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while head.count < requestHeadLimit {
      guard
        case .bytes(let count) = buffer.withUnsafeMutableBytes({ receive(connection, into: $0) })
      else { return nil }
      head += buffer[..<count]
      if head.suffix(4) == [13, 10, 13, 10] {
        return target(ofRequest: String(decoding: head, as: UTF8.self))
      }
    }
    return nil
  }

  /// The second word of the request line, without a query.
  static func target(ofRequest head: String) -> String? {
    let words = head.prefix { $0 != "\r\n" }.split(separator: " ")
    guard words.count >= 2 else { return nil }
    return words[1].split(separator: "?").first.map(String.init)
  }
}
