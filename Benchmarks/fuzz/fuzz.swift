// What libFuzzer calls with whatever it thinks of.
//
// The first byte says how the rest is cut. Whole, cut and cut into single bytes must say the
// same, and what was said can be written and read back.

import EventStream

/// One input of libFuzzer's.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let size = bytes.first else { return 0 }
  let stream = Array(bytes.dropFirst())
  let whole = outcome(stream, cutEvery: .max)
  precondition(whole == outcome(stream, cutEvery: Int(size) + 1))
  precondition(whole == outcome(stream, cutEvery: 1))
  for case .event(let event) in whole.items { writeAndReadBack(event) }
  return 0
}

struct Outcome: Equatable {
  var items: [EventStreamParser.Item] = []
  var lastEventID = ""
  var reconnectionTime: Duration?
  var error: EventStreamError?
}

/// Few bytes are allowed, so that the limit is met as well.
let limit = 256

func outcome(_ bytes: [UInt8], cutEvery size: Int) -> Outcome {
  var parser = EventStreamParser(lastEventID: "first", eventSizeLimit: limit)
  var outcome = Outcome()
  var position = 0
  while position < bytes.count, outcome.error == nil {
    let end = position + min(size, bytes.count - position)
    bytes[position..<end].withUnsafeBytes { chunk in
      do throws(EventStreamError) {
        try parser.consume(chunk.bytes) { outcome.items.append($0) }
      } catch {
        outcome.error = error
      }
    }
    position = end
  }
  outcome.lastEventID = parser.lastEventID
  outcome.reconnectionTime = parser.reconnectionTime
  return outcome
}

func writeAndReadBack(_ event: MessageEvent) {
  let sent = ServerSentEvent(event: event.type, id: event.lastEventID, data: event.data)
  var parser = EventStreamParser()
  // A NUL in the type cannot be written; everything else can.
  guard let bytes = try? sent.encoded() else { return precondition(event.type.contains("\0")) }
  let items = try? parser.consume(bytes)
  precondition(items == [.event(event)])
}
