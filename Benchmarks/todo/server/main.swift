// The server side of scripts/bench-todo: the TODO list alone.
//
//   TodoProgram DATABASE [PORT]   prints "listening PORT" and serves until its input ends

import Glibc
import TodoApp

var configuration = TodoServer.Configuration()
let words = CommandLine.arguments
configuration.database = TodoDatabase(words.count > 1 ? words[1] : ":memory:")
configuration.port = words.count > 2 ? Int(words[2]) ?? 0 : 0
let server = TodoServer(configuration)
do {
  print("listening", try await server.start())
  fflush(nil)
} catch {
  print(error)
  exit(1)
}
while readLine() != nil {}
await server.stop()
