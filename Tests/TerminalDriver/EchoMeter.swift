/// Measures how soon a typed letter appears, and what the program costs meanwhile.
public struct EchoMeter {
  /// The figures.
  public struct Figures: Sendable, CustomStringConvertible {
    /// Times from key to letter, ascending.
    public var echoes: [Duration] = []
    /// Processor time by time, while panes stream and letters are typed.
    public var busyShare: Double?
    /// Processor time by time, at a prompt where nothing happens.
    public var idleShare: Double?
    /// Times from the start of the program to its prompt, ascending.
    public var starts: [Duration] = []

    /// Four lines.
    public var description: String {
      """
      echo   median \(milliseconds(echoes, 0.5)) ms, p95 \(milliseconds(echoes, 0.95)) ms, \
      max \(milliseconds(echoes, 1)) ms, \(echoes.count) keys
      busy   \(percent(busyShare))
      idle   \(percent(idleShare))
      start  median \(milliseconds(starts, 0.5)) ms, p95 \(milliseconds(starts, 0.95)) ms, \
      \(starts.count) starts
      """
    }

    private func percent(_ share: Double?) -> String {
      guard let share else { return "unknown on this system" }
      return "\((share * 10000).rounded() / 100) % of a core"
    }

    private func milliseconds(_ durations: [Duration], _ rank: Double) -> Double {
      guard let last = durations.last else { return .nan }
      let index = Int(rank * Double(durations.count))
      let value = index < durations.count ? durations[index] : last
      return (value / .milliseconds(1) * 100).rounded() / 100
    }
  }

  private let demo: String
  private let keys: Int

  /// Makes a meter for the demo at this path that types so many keys.
  public init(demo: String, keys: Int = 300) {
    self.demo = demo
    self.keys = keys
  }

  /// Measures everything; takes about a tenth of a second for a key.
  public func measure(rate: Int = 50) -> Figures {
    var figures = Figures()
    measureEchoes(rate, &figures)
    measureIdling(&figures)
    figures.starts = (0..<20).compactMap { _ in start() }.sorted()
    return figures
  }

  private func measureEchoes(_ rate: Int, _ figures: inout Figures) {
    guard let terminal = PseudoTerminal([demo, "--stream", "\(rate)"]),
      terminal.wait(for: "sse>")
    else { return }
    terminal.drain(for: .seconds(1))
    let (time, start) = (terminal.processorTime, ContinuousClock.now)
    for key in 0..<keys {
      // Letters that the panes never show.
      let letter = key % 2 == 0 ? "Z" : "Q"
      let pressed = ContinuousClock.now
      terminal.type(letter)
      if terminal.wait(for: letter, seconds: 2) {
        figures.echoes.append(ContinuousClock.now - pressed)
      }
      terminal.drain(for: .milliseconds(50 + key % 37))
      if key % 60 == 59 { terminal.type("\u{15}") }
    }
    figures.echoes.sort()
    figures.busyShare = share(of: terminal, since: time, start)
  }

  private func measureIdling(_ figures: inout Figures) {
    guard let terminal = PseudoTerminal([demo]), terminal.wait(for: "sse>") else { return }
    let (time, start) = (terminal.processorTime, ContinuousClock.now)
    terminal.drain(for: .seconds(5))
    figures.idleShare = share(of: terminal, since: time, start)
  }

  private func start() -> Duration? {
    let start = ContinuousClock.now
    guard let terminal = PseudoTerminal([demo]), terminal.wait(for: "sse>") else { return nil }
    return ContinuousClock.now - start
  }

  private func share(
    of terminal: PseudoTerminal, since before: Duration?, _ start: ContinuousClock.Instant
  ) -> Double? {
    guard let before, let after = terminal.processorTime else { return nil }
    return (after - before) / (ContinuousClock.now - start)
  }
}
