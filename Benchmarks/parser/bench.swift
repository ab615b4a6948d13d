// Measures the parser against the physical limit: one memchr a line over the same bytes.
//
//   bench write DIRECTORY      writes the streams, for the parsers in other languages
//   bench run DIRECTORY ROUNDS measures, each figure beside a scan of the same moment

import EventStream
import Glibc

/// One stream and how it is cut.
struct Case {
  let name: String
  let stream: String
  let chunk: Int
  let repetitions: Int
}

let cases = [
  Case(name: "120-byte events, 64 KiB reads", stream: "small", chunk: 65_536, repetitions: 4),
  Case(name: "120-byte events, 1,460-byte reads", stream: "small", chunk: 1_460, repetitions: 4),
  Case(name: "120-byte events, 1-byte reads", stream: "tiny", chunk: 1, repetitions: 1),
  Case(name: "5 MB events, 64 KiB reads", stream: "large", chunk: 65_536, repetitions: 4),
]

func stream(_ name: String) -> [UInt8] {
  let json =
    #"{"user":"Ada","text":"An update from the server, as long as such things are.","#
    + #""tags":["a","b"],"at":"2026-11-22T12:00:00Z"}"#
  switch name {
  case "large":
    let megabytes = String(repeating: json, count: 5_000_000 / json.utf8.count)
    return Array(String(repeating: "data: \(megabytes)\n\n", count: 8).utf8)
  default:
    let count = name == "tiny" ? 2_000 : 260_000
    return (1...count).flatMap { Array("id: \($0)\nevent: tick\ndata: \(json)\n\n".utf8) }
  }
}

/// The seconds of processor time that `work` takes.
func seconds(_ work: () -> Int) -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let start = now()
  // A result that somebody looks at, or the optimizer leaves the work out.
  precondition(work() > 0)
  return now() - start
}

func forEachChunk(
  _ bytes: [UInt8], _ size: Int, _ body: (UnsafeRawBufferPointer) -> Void
) {
  bytes.withUnsafeBytes { bytes in
    var position = 0
    while position < bytes.count {
      let end = min(position + size, bytes.count)
      body(UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
      position = end
    }
  }
}

func scan(_ bytes: [UInt8]) -> Int {
  bytes.withUnsafeBytes { Int(scan_lines($0.baseAddress, $0.count)) }
}

func views(_ bytes: [UInt8], _ size: Int) -> Int {
  var sum = 0
  var parser = EventStreamParser()
  forEachChunk(bytes, size) { chunk in
    try? parser.consumeViews(chunk.bytes) { item in
      switch item {
      case .event(let event): sum &+= event.data.byteCount &+ event.lastEventID.byteCount
      default: break
      }
    }
  }
  return sum
}

func strings(_ bytes: [UInt8], _ size: Int) -> Int {
  var sum = 0
  var parser = EventStreamParser()
  forEachChunk(bytes, size) { chunk in
    try? parser.consume(chunk.bytes) { (item: EventStreamParser.Item) in
      if case .event(let event) = item { sum &+= event.data.utf8.count }
    }
  }
  return sum
}

func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

func rounded(_ number: Double, _ digits: Double) -> String {
  "\((number * digits).rounded() / digits)"
}

@main enum Bench {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 2 else { return print("bench write|run DIRECTORY [ROUNDS]") }
    if arguments[1] == "write" { return write(to: arguments[2]) }
    run(rounds: arguments.count > 3 ? Int(arguments[3]) ?? 7 : 7)
  }

  static func write(to directory: String) {
    for name in ["small", "large", "tiny"] {
      guard let file = fopen("\(directory)/\(name).txt", "w") else { continue }
      let bytes = stream(name)
      fwrite(bytes, 1, bytes.count, file)
      fclose(file)
    }
  }

  static func run(rounds: Int) {
    for one in cases {
      let bytes = stream(one.stream)
      var (scans, views, strings): ([Double], [Double], [Double]) = ([], [], [])
      for _ in 0...rounds {
        let repeated = 0..<one.repetitions
        scans.append(seconds { repeated.reduce(0) { sum, _ in sum + scan(bytes) } })
        views.append(
          seconds { repeated.reduce(0) { sum, _ in sum + bench.views(bytes, one.chunk) } })
        strings.append(
          seconds { repeated.reduce(0) { sum, _ in sum + bench.strings(bytes, one.chunk) } })
      }
      report(one, bytes.count * one.repetitions, scans, views, strings)
    }
  }

  /// The first round is a warm-up.
  static func report(
    _ one: Case, _ count: Int, _ scans: [Double], _ views: [Double], _ strings: [Double]
  ) {
    func line(_ name: String, _ times: [Double]) {
      let ratio = median(zip(scans, times).dropFirst().map { $0 / $1 })
      let speed = Double(count) / median(Array(times.dropFirst())) / 1e6
      print("  \(padded(name, 34)) \(padded(rounded(speed, 1), 9)) MB/s   \(rounded(ratio, 1000))")
    }
    print(one.name)
    line("memchr, a line at a time", scans)
    line("EventStreamParser, views", views)
    line("EventStreamParser, strings", strings)
  }
}
