// An event stream at /events, and a POST to /send that publishes on it.
//
//     swift run server 8000

import NIOCore
import NIOHTTP1
import NIOPosix

/// Where it listens: the first argument.
let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8000

let listener = try await HTTPListener.open(port: port)
print("listening at http://127.0.0.1:\(port)/events")
try await listener.executeThenClose { connections in
  try await withThrowingDiscardingTaskGroup { tasks in
    for try await connection in connections {
      tasks.addTask {
        // A connection that breaks is the affair of nobody else.
        try? await Exchange(connection: connection).run()
      }
    }
  }
}
