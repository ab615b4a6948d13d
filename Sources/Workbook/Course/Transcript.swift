/// A console block: what is typed at the prompt, and what comes back.
///
/// ```
/// sse> server start --port 0
/// The server listens at http://127.0.0.1:…
/// ```
/// `…` stands for any text; a line of `…` alone for any lines, also none. A line of `# look: ` right
/// before a prompt says what to look at while the command runs.
public struct Transcript: Sendable, Hashable {
  /// What marks a line as typed.
  public static let prompt = "sse> "
  /// What marks a line as a note on what to look at.
  public static let lookMark = "# look:"
  /// How many characters a note may have, so that it fits one row of the screen with its label.
  public static let lookLimit = 72

  /// A command and what it answers.
  public struct Step: Sendable, Hashable {
    /// The command without its prompt.
    public let command: String
    /// The lines that are to come back; empty when any will do.
    public let output: [String]
    /// What to look at while it runs; nil without a note.
    public let look: String?
    /// Where the command stands in its file.
    public let place: SourceLocation
  }

  /// The commands in their order.
  public let steps: [Step]
  /// Whether it begins with nothing running, whatever was done before.
  public let isFresh: Bool
  /// The programs of others that it needs, by name; what they are is the lab's business.
  public let needs: [String]
  /// The block as it is written.
  public let text: String
  /// Where its fence stands in its file.
  let place: SourceLocation
  /// The first line in the block that belongs to no command, if there is one.
  let strayLine: Int?
  /// The lines with a note that stands before no command.
  let strayLooks: [Int]

  /// Reads a block whose first line of text stands in this line of its file.
  public init(
    _ text: String, isFresh: Bool = false, needs: [String] = [], firstLine: Int = 1
  ) {
    self.text = text
    self.isFresh = isFresh
    self.needs = needs
    place = SourceLocation(line: max(firstLine - 1, 1))
    var steps: [Step] = []
    var stray: Int?
    var strayLooks: [Int] = []
    var open: (command: String, output: [String], look: String?, line: Int)?
    var note: (text: String, line: Int)?
    func close() {
      guard var step = open else { return }
      while step.output.last == "" { step.output.removeLast() }
      let place = SourceLocation(line: step.line, column: 1)
      steps.append(
        Step(command: step.command, output: step.output, look: step.look, place: place))
      open = nil
    }
    for (index, line) in SourceText(path: "", text: text).lines.enumerated() {
      if line.hasPrefix(Self.prompt.dropLast()) {
        close()
        let command = line.dropFirst(Self.prompt.count - 1).trimming { $0.isWhitespace }
        open = (command, [], note?.text, firstLine + index)
        note = nil
      } else if line.hasPrefix(Self.lookMark) {
        close()
        if let note { strayLooks.append(note.line) }
        note = (line.dropFirst(Self.lookMark.count).trimming(\.isWhitespace), firstLine + index)
      } else if open != nil {
        open?.output.append(line)
      } else if !line.isEmpty {
        stray = stray ?? firstLine + index
      }
    }
    close()
    if let note { strayLooks.append(note.line) }
    self.steps = steps
    strayLine = stray
    self.strayLooks = strayLooks
  }

  /// The commands alone.
  public var commands: [String] { steps.map(\.command) }

  /// The first way in which what came back differs from what was expected; nil when it does not.
  public static func difference(expected: [String], actual: [String]) -> Difference? {
    difference(expected[...], actual[...])
  }

  /// A line that is not as expected.
  public struct Difference: Sendable, Hashable {
    /// The expected line; nil when nothing more was expected.
    public let expected: String?
    /// The line that came instead; nil when nothing more came.
    public let actual: String?
  }

  private static func difference(
    _ expected: ArraySlice<String>, _ actual: ArraySlice<String>
  ) -> Difference? {
    guard let first = expected.first else {
      return actual.first.map { Difference(expected: nil, actual: $0) }
    }
    let rest = expected.dropFirst()
    if first == String(Pattern.ellipsis) {
      guard !rest.isEmpty else { return nil }
      var closest = Difference(expected: rest.first, actual: nil)
      for start in actual.startIndex...actual.endIndex {
        guard let difference = difference(rest, actual[start...]) else { return nil }
        if difference.expected != rest.first { closest = difference }
      }
      return closest
    }
    guard let line = actual.first, Pattern.matches(line, first) else {
      return Difference(expected: first, actual: actual.first)
    }
    return difference(rest, actual.dropFirst())
  }
}
