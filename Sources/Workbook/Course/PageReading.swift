/// How far a page is shown.
///
/// What stands behind a question, or behind an answer that is kept back, must not be seen before:
/// it would tell.
struct PageReading: Sendable {
  /// How many of the page's blocks are before the learner.
  var blocks = 0
  /// What was guessed, by prediction, and not compared yet.
  var guesses: [String: Answer] = [:]
  /// The predictions that were left out on this page; their consoles run all the same.
  var skipped: Set<String> = []
  /// The consoles, by their places on the page, whose guesses have been compared.
  var compared: Set<Int> = []
  /// What was gone on from, by place.
  var left: Set<Int> = []
}

extension LessonPlayer {
  /// What the page waits for before more of it is shown.
  public enum Stop: Sendable, Hashable {
    /// A guess, or `skip`.
    case guess(Prediction)
    /// The commands of the console that was asked about.
    case console
    /// Enter: what came of the console is before the learner, and more text would hide it.
    case look
    /// Enter: an answer is kept back.
    case fold(Fold)
  }

  /// The part of the page that is before the learner.
  public var shown: Page { page.part(0..<reading.blocks) }

  /// What the page waits for; nil when all of it is shown, and nothing is kept back.
  public var stop: Stop? {
    let last = reading.blocks - 1
    guard page.blocks.indices.contains(last) else { return nil }
    guard let stop = stop(after: last) else { return isQuestionHeldBack ? .look : nil }
    let isRest = last + 1 < page.blocks.count
    switch stop {
    case .guess, .fold: return stop
    case .console, .look: return isRest ? stop : nil
    }
  }

  /// Shows as much of the page as may be seen; returns what is new.
  @discardableResult
  mutating func readOn() -> Page {
    let before = reading.blocks
    while page.blocks.indices.contains(reading.blocks), maySee(reading.blocks) {
      reading.blocks += 1
    }
    return page.part(before..<reading.blocks)
  }

  private func maySee(_ index: Int) -> Bool {
    if index > 0, stop(after: index - 1) != nil { return false }
    // A question is put when it is its turn, below what was done before.
    guard case .prediction(let prediction) = page.blocks[index], !isSettled(prediction) else {
      return true
    }
    return hasRun(before: index) && !isFresh(console(before: index))
  }

  /// Whether the page goes on with a question, and only what came of its console holds it back.
  private var isQuestionHeldBack: Bool {
    let next = reading.blocks
    guard page.blocks.indices.contains(next), case .prediction(let prediction) = page.blocks[next]
    else { return false }
    return !isSettled(prediction) && hasRun(before: next) && isFresh(console(before: next))
  }

  /// Whether the commands before this block have been run.
  private func hasRun(before index: Int) -> Bool {
    commandsRun >= page.part(0..<index).commands.count
  }

  /// The last console before this block, recorded or not.
  private func console(before index: Int) -> Int? {
    page.blocks[..<index].indices.last {
      switch page.blocks[$0] {
      case .console, .recording: true
      case .prose, .prediction, .fold, .task, .leftOut, .build: false
      }
    }
  }

  /// Whether what came of a console has not been gone on from.
  private func isFresh(_ console: Int?) -> Bool {
    guard let console, case .console = page.blocks[console] else { return false }
    return !reading.left.contains(console)
  }

  private func stop(after index: Int) -> Stop? {
    switch page.blocks[index] {
    case .prediction(let prediction): return isSettled(prediction) ? nil : .guess(prediction)
    case .fold(let fold): return reading.left.contains(index) ? nil : .fold(fold)
    case .console, .recording:
      let asked = page.predictions(about: index)
      if asked.contains(where: { reading.guesses[$0.id] != nil }) { return .console }
      let isSkipped = asked.contains { reading.skipped.contains($0.id) }
      if isSkipped, !hasRun(before: index + 1) { return .console }
      let isCompared = isSkipped || reading.compared.contains(index)
      return isCompared && !reading.left.contains(index) ? .look : nil
    case .prose, .task, .leftOut, .build: return nil
    }
  }

  /// Whether a question has been answered or left out.
  public func isSettled(_ prediction: Prediction) -> Bool {
    predictions[prediction.id] != nil || reading.guesses[prediction.id] != nil
  }
}

extension LessonPlayer {
  /// Takes a guess, and returns what of the page is to be shown then.
  public mutating func guess(_ guess: Answer, for prediction: Prediction) -> Page {
    reading.guesses[prediction.id] = guess
    return readOn()
  }

  /// Leaves out the question that the page waits for, and returns what is to be shown then; nil
  /// when it waits for none.
  public mutating func skip() -> Page? {
    guard case .guess(let prediction) = stop else { return nil }
    predictions[prediction.id] = .skipped
    reading.skipped.insert(prediction.id)
    return readOn()
  }

  /// Leaves out every question before a task, and what is kept back before it, so that it is shown.
  public mutating func skip(to exercise: Exercise) {
    while !shown.exercises.contains(exercise), let stop {
      switch stop {
      case .guess: _ = skip()
      case .console:
        reading.guesses = [:]
        reading.skipped = []
      case .look: leave(console(before: reading.blocks))
      case .fold: leave(reading.blocks - 1)
      }
      readOn()
    }
  }

  /// Whether what is kept back has been asked for.
  public func isOpen(_ fold: Fold) -> Bool {
    reading.left.contains { index in
      if case .fold(fold) = page.blocks[index] { true } else { false }
    }
  }

  private mutating func leave(_ block: Int?) {
    if let block { reading.left.insert(block) }
  }

  /// Goes on from what is before the learner, and returns what is to be shown then; nil when the
  /// page waits for nothing that Enter gives.
  public mutating func goOn() -> Page? {
    switch stop {
    case .look:
      leave(console(before: reading.blocks))
      return readOn()
    case .fold:
      leave(reading.blocks - 1)
      return readOn()
    case .guess, .console, nil: return nil
    }
  }

  /// What is to be shown when commands have been run.
  public mutating func commandsWereRun() -> Page { readOn() }

  /// A guess that can be compared now.
  public struct Due: Sendable {
    /// What was asked.
    public let prediction: Prediction
    /// What was guessed.
    public let guess: Answer
    /// Whether its console cannot run here, and is only read.
    public let isRecorded: Bool
  }

  /// The guesses about consoles that have run to their end, or that cannot run here.
  public var due: [Due] {
    page.blocks[..<reading.blocks].indices.flatMap { index -> [Due] in
      let isRecorded: Bool
      switch page.blocks[index] {
      case .console: isRecorded = false
      case .recording: isRecorded = true
      default: return []
      }
      guard isRecorded || commandsRun >= page.part(0..<index + 1).commands.count else { return [] }
      return page.predictions(about: index).compactMap { prediction in
        reading.guesses[prediction.id].map {
          Due(prediction: prediction, guess: $0, isRecorded: isRecorded)
        }
      }
    }
  }

  /// Remembers what a guess turned out to be; the page goes on at the next Enter.
  public mutating func remember(_ verdict: Prediction.Verdict, of prediction: Prediction) {
    reading.guesses[prediction.id] = nil
    predictions[prediction.id] =
      switch verdict.isRight {
      case true?: .right
      case false?: .wrong
      case nil: .unclear
      }
    let console = page.blocks.indices.first { page.predictions(about: $0).contains(prediction) }
    if let console { reading.compared.insert(console) }
  }
}

extension Page {
  /// Some of its blocks.
  public func part(_ range: Range<Int>) -> Page {
    Page(id: id, title: title, line: line, blocks: Array(blocks[range]), notes: notes)
  }

  /// The questions about the console at this place: those between it and what runs before it.
  public func predictions(about index: Int) -> [Prediction] {
    switch blocks[index] {
    case .console, .recording: break
    default: return []
    }
    var found: [Prediction] = []
    for block in blocks[..<index].reversed() {
      switch block {
      case .prediction(let prediction): found.insert(prediction, at: 0)
      case .prose, .fold, .build: continue
      case .console, .recording, .task, .leftOut: return found
      }
    }
    return found
  }
}
