// The server side of scripts/bench-fanout: a StreamServer that publishes when stdin says so.
//
//   FanoutServer PORT          prints "listening PORT", then obeys lines of stdin:
//   go RATE COUNT [SIZE]       publishes COUNT events, RATE a second (0: each as soon as the one
//                              before it has gone out), and prints "done"
//   quit                       stops the server and exits

import EventServer
import EventStream
import Glibc
import NIOPosix
import WorkbookServer

func monotonic() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

func sleep(until deadline: Int) {
  let left = deadline - monotonic()
  guard left > 0 else { return }
  usleep(UInt32(left / 1_000))
}

func say(_ line: String) {
  print(line)
  fflush(nil)
}

/// 120 bytes as in the other servers: the time at which the event was due, and padding.
func event(_ due: Int, size: Int) -> ServerSentEvent {
  let text = String(due)
  return ServerSentEvent(
    event: "update",
    data: text + " " + String(repeating: "x", count: max(0, size - 31 - text.utf8.count)))
}

var configuration = StreamServer.Configuration()
configuration.port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
configuration.eventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let server = StreamServer(configuration)
say("listening \(try await server.start())")

while let line = readLine() {
  let words = line.split(separator: " ")
  guard words.first == "go", words.count >= 3, let rate = Int(words[1]), let count = Int(words[2])
  else { break }
  let size = words.count > 3 ? Int(words[3]) ?? 120 : 120
  let channel = server.channel()
  let start = monotonic()
  for number in 0..<count {
    let due = rate > 0 ? start + number * 1_000_000_000 / rate : monotonic()
    sleep(until: due)
    try channel?.publish(event(due, size: size))
    while rate == 0, channel?.isIdle == false { usleep(50) }
  }
  say("done")
}
await server.stop()
