// The client side of the row "client" of scripts/bench-all: reads a stream as a program would.
//
//   ClientSpeed URL COUNT      reads COUNT events and prints the seconds from the first to the last

import EventClient
import EventStream

guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]) else {
  fatalError("usage: ClientSpeed URL COUNT")
}
let source = try EventSource(CommandLine.arguments[1])
var (seen, bytes) = (0, 0)
var start = ContinuousClock.now
for try await message in source.messages {
  if seen == 0 { start = .now }
  seen += 1
  bytes += message.data.utf8.count
  if seen == count { break }
}
print((ContinuousClock.now - start) / .seconds(1), seen, bytes)
