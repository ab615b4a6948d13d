// An event stream at /events, and a POST to /send that publishes on it.
//
//     swift run server 8000

import Dispatch
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where it listens: the first argument.
let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8000

let hub = Hub()
let listener = try await HTTPListener.open(port: port)
print("listening at http://127.0.0.1:\(port)/events")

signal(SIGTERM, SIG_IGN)
let ending = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .main)
ending.setEventHandler {
  Task {
    // No new clients; good-bye to the others, for 2 s at most.
    listener.channel.close(promise: nil)
    await hub.end()
    exit(0)
  }
}
ending.resume()

try await withThrowingDiscardingTaskGroup { tasks in
  tasks.addTask { await hub.beat() }
  // Closing the listener ends this, in whatever way; the streams go on until their good-bye.
  try? await listener.executeThenClose { connections in
    for try await connection in connections {
      tasks.addTask {
        // A connection that breaks is the affair of nobody else.
        try? await Exchange(connection: connection, hub: hub).run()
      }
    }
  }
  try await Task.sleep(for: .seconds(5))
}
