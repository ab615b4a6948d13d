public import Markdown

/// A lesson: pages of prose, consoles and tasks.
public struct Lesson: Sendable {
  /// What progress and diplomas remember it by: the folder's name without its number.
  public let id: String
  /// Its place in the course, from the folder's name.
  public let number: Int
  /// Its title.
  public let title: String
  /// How long it takes.
  public let minutes: Int
  /// The lessons that come before it, by id.
  public let after: [String]
  /// The topic of the quizzes that asks about it.
  public let quiz: String?
  /// The path of the workshop whose steps are its pages, as in `server`.
  public let builds: String?
  /// Its pages; the first begins with what stands before the first `##`.
  public let pages: [Page]
  /// The file.
  public let path: String

  /// All tasks, page by page.
  public var exercises: [Exercise] { pages.flatMap(\.exercises) }

  /// All predictions, page by page.
  public var predictions: [Prediction] { pages.flatMap(\.predictions) }

  /// All that is built, step by step.
  public var steps: [BuildStep] { pages.compactMap(\.step) }

  /// The page that is meant by its number, counted from 1, by its id or by its heading.
  public func page(_ name: String) -> Int? {
    if let number = Int(name) { return pages.indices.contains(number - 1) ? number - 1 : nil }
    return pages.firstIndex { $0.id == Page.id(of: name) }
  }

  /// The commands that bring about the world in which a page begins: those of the consoles and
  /// answers before it, from the last console on that begins afresh.
  public func preparation(for page: Int) -> [String] {
    startsAfresh(page) ? [] : preparation(through: pages.prefix(page).flatMap(\.blocks))
  }

  /// The commands that bring about the world in which a task of a page begins.
  public func preparation(for page: Int, before exercise: Exercise) -> [String] {
    let blocks = pages[page].blocks.prefix { block in
      if case .task(exercise) = block { false } else { true }
    }
    return preparation(through: pages.prefix(page).flatMap(\.blocks) + blocks)
  }

  private func preparation(through blocks: [Page.Block]) -> [String] {
    blocks.reduce(into: []) { commands, block in
      switch block {
      case .console(let transcript):
        commands = (transcript.isFresh ? [] : commands) + transcript.commands
      case .task(let exercise): commands += exercise.answer
      case .prose, .recording, .leftOut, .prediction, .fold, .build: break
      }
    }
  }

  /// Whether the first thing that runs on a page begins with nothing running.
  private func startsAfresh(_ page: Int) -> Bool {
    guard pages.indices.contains(page) else { return false }
    for block in pages[page].blocks {
      switch block {
      case .console(let transcript): return transcript.isFresh
      case .task: return false
      case .prose, .recording, .leftOut, .prediction, .fold, .build: continue
      }
    }
    return false
  }
}

/// A page of a lesson: what stands under one `##`.
public struct Page: Sendable {
  /// The heading as a name: lower case, words joined by hyphens.
  public let id: String
  /// The heading.
  public let title: String
  /// The line of the heading.
  public let line: Int
  /// What the page consists of, in its order.
  public let blocks: [Block]
  /// What a speaker has in mind with the page, in Markdown; no learner is shown it.
  public let notes: String

  /// A part of a page.
  public enum Block: Sendable {
    /// Text to read; `line` is the line of the file on which it begins.
    case prose(MarkdownDocument, line: Int)
    /// Commands to run.
    case console(Transcript)
    /// Commands that cannot run here, since these programs are missing: what is written is read.
    case recording(Transcript, missing: [String])
    /// Something to do.
    case task(Exercise)
    /// Something that cannot be done here, since these programs are missing.
    case leftOut(Exercise, missing: [String])
    /// A question about the console after it.
    case prediction(Prediction)
    /// An answer that is kept back for a while.
    case fold(Fold)
    /// Something to build in an editor of one's own.
    case build(BuildStep)
  }

  /// The heading as GitHub makes an anchor of it.
  static func id(of title: String) -> String {
    let kept = title.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
    return kept.replacing(" ", with: "-")
  }

  /// The tasks of the page.
  public var exercises: [Exercise] {
    blocks.compactMap { if case .task(let exercise) = $0 { exercise } else { nil } }
  }

  /// The predictions of the page.
  public var predictions: [Prediction] {
    blocks.compactMap { if case .prediction(let prediction) = $0 { prediction } else { nil } }
  }

  /// What is built with this page.
  public var step: BuildStep? {
    blocks.lazy.compactMap { if case .build(let step) = $0 { step } else { nil } }.first
  }

  /// The consoles of the page.
  public var transcripts: [Transcript] {
    blocks.compactMap { if case .console(let transcript) = $0 { transcript } else { nil } }
  }

  /// The commands of the page's consoles.
  public var commands: [String] { transcripts.flatMap(\.commands) }
}
