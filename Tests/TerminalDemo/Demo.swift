#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

import Terminal

/// The commands of the demo, one method each.
@MainActor
final class Demo {
  private let stream = Stream()
  private let console: Console
  private let capabilities: Capabilities
  private var running: Task<Void, Never>?
  private nonisolated static let words = [
    "stream", "stop", "lose", "print", "exit", "trap", "abort", "wait",
    "prefill", "ready", "prefix-one", "prefix-two",
  ]

  init() {
    let stream = stream
    var environment: [String: String] = [:]
    for name in ["TERM", "NO_COLOR"] {
      environment[name] = getenv(name).map { String(cString: $0) }
    }
    let isPlain = CommandLine.arguments.contains("--plain")
    capabilities = .current(environment: environment, prefersPlain: isPlain)
    let history = getenv("DEMO_HISTORY").map { String(cString: $0) }
    console = Console(
      capabilities: capabilities, historyFile: history, elapsed: { stream.elapsed }
    ) { line, cursor in
      let word = line.prefix(cursor)
      return Completion(
        start: 0, candidates: Self.words.filter { $0.hasPrefix(word) }.map { .init($0) })
    }
  }

  func run() async {
    if let rate = Self.argument("--stream").flatMap(Int.init) { begin(rate) }
    if let rate = Self.argument("--print").flatMap(Int.init) { flood(rate) }
    console.prompt()
    for await input in console.input {
      switch input {
      case .line(let line), .ready(let line): if await !run(line) { return await close() }
      case .interrupt, .cleared:
        if running != nil { stop() }
        console.print(["[interrupt]"])
      case .end: return await close()
      case .resized: break
      }
    }
  }

  private func run(_ line: String) async -> Bool {
    let words = line.split(separator: " ").map(String.init)
    var ready = ""
    switch words.first ?? "" {
    case "quit": return false
    case "stream": begin(words.count > 1 ? Int(words[1]) ?? 10 : 10)
    case "stop": stop()
    case "lose":
      stream.lose()
      console.poke()
    case "print": console.print((1...(Int(words[1]) ?? 1)).map { Row("printed row \($0)") })
    case "wait":
      console.print(["waiting"])
      try? await Task.sleep(for: .milliseconds(Int(words[1]) ?? 100))
      console.print(["waited"])
      ready = words.dropFirst(2).joined(separator: " ")
    case "progress":
      let done = words.count > 1 ? Int(words[1]) : nil
      console.showStatus(done.map { ProgressBar(done: $0, total: 4, label: "steps").row() })
    case "ready": ready = words.count > 1 ? words.dropFirst().joined(separator: " ") : "print 2"
    case "exit": exit(3)
    case "trap":
      [1, 2].withUnsafeBufferPointer { print($0[line.count > 99 ? 0 : words.count + 40]) }
    case "abort": abort()
    case "signal": kill(getpid(), Int32(words[1]) ?? 15)
    case "clear": console.clear()
    default: console.print([Row("you said “\(line)”")])
    }
    console.prompt(ready: ready)
    return true
  }

  private func begin(_ rate: Int) {
    let (stream, console) = (stream, console)
    stream.connect()
    console.showPanes { size, _ in stream.frame(size) }
    running = Task.detached {
      let pause = Duration.seconds(1) / max(1, rate)
      while !Task.isCancelled {
        stream.tick()
        console.poke()
        try? await Task.sleep(for: pause)
      }
    }
  }

  /// The other layout: rows printed above the prompt, nothing painted.
  private func flood(_ rate: Int) {
    let console = console
    running = Task.detached {
      var number = 0
      while !Task.isCancelled {
        number += 1
        console.print([Row("server │ id: \(number)"), Row("client │ 日本語 👍 event \(number)")])
        try? await Task.sleep(for: .seconds(1) / max(1, rate))
      }
    }
  }

  private func stop() {
    running?.cancel()
    running = nil
    console.hidePanes(leaving: stream.transcript(width: capabilities.size.columns))
  }

  private func close() async {
    running?.cancel()
    await console.close()
  }

  nonisolated static func hearCrashes() {
    for number in [SIGABRT, SIGQUIT, SIGSEGV] { signal(number) { _ in } }
  }

  nonisolated static func fail() -> Never { exit(1) }

  nonisolated static func argument(_ name: String) -> String? {
    let arguments = CommandLine.arguments
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
      return nil
    }
    return arguments[index + 1]
  }
}
