// Prints the events of a stream, and why it ended: `stranger URL`.

import EventClient
import EventStream

guard CommandLine.arguments.count == 2 else { fatalError("usage: stranger URL") }
let url = CommandLine.arguments[1]

// Step 1 of the README: bytes to events.
var parser = EventStreamParser()
for chunk in ["id: 1\ndata: Hello,\nda", "ta: world\n\n"] {
  for item in try parser.consume(Array(chunk.utf8)) {
    guard case .event(let event) = item else { continue }
    print(event.type, event.data.split(separator: "\n"), event.lastEventID)
  }
}

// Step 2: the events of a URL.
do {
  let source = try EventSource(url)
  for try await message in source.messages {
    print(message.type, message.data)
    if message.data == "two" { break }
  }
} catch let problem as ConnectionProblem {
  print("\(problem.code): \(problem)")
}

// Step 3: all that happens, and a configuration.
var configuration = EventSource.Configuration()
configuration.headers[.authorization] = "Bearer x"
configuration.backoff = Backoff(ceiling: .seconds(60))
configuration.idleTimeout = .seconds(45)
configuration.endMarker = "[DONE]"
configuration.reconnects = false  // So that this program ends.
let source = try EventSource(url, configuration: configuration)
for await element in source {
  switch element {
  case .open(let head): print("open", head.status)
  case .message(let event): print(event.type, event.data)
  case .lost(let problem, let wait): print("\(problem); again in \(wait)")
  case .failed(let problem): print("gave up: \(problem)")
  default: break
  }
}
