import ArgumentParser
import Workbook

/// What may be typed besides an answer while a quiz is sat: a little tree of the one language,
/// which is active then, before that of ``SSE``.
struct QuizWords: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sse", abstract: "While a quiz is sat.",
    subcommands: [
      DoneWord.self, NextWord.self, BackWord.self, QuestionWord.self, OverviewWord.self,
      PauseWord.self, HandWord.self, AnswerWord.self, QuizHelpWord.self,
    ])

  /// The words in their order, as far as they are told of.
  static var all: [any QuizWord.Type] {
    configuration.subcommands.compactMap { $0 as? any QuizWord.Type }
  }

  /// The command that a line is; nil when it is an answer, or an ordinary command.
  ///
  /// Capitals do not matter. A line that begins like a word of these and goes on otherwise is an
  /// answer: `next week`.
  static func command(_ line: String) -> (any QuizWord)? {
    var words = line.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
    guard let first = words.first else { return NextWord() }
    if first == AnswerWord._commandName {
      let text = line.dropFirst(first.count).trimmingWhitespace()
      guard !text.isEmpty else { return nil }
      // What is typed behind it goes through as it was typed.
      words = [first, "--", text]
    }
    guard let word = parsed(words) as? any QuizWord, word.isMeant else { return nil }
    return word
  }

  private static func parsed(_ words: [String]) -> (any ParsableCommand)? {
    // The parser has a `help` of its own, which knows shells only.
    guard words.first == QuizHelpWord._commandName else { return try? parseAsRoot(words) }
    return try? QuizHelpWord.parse(Array(words.dropFirst()))
  }

  /// What can be typed, on one screen.
  static var overview: [String] {
    let width = all.map { $0.usage.count }.max() ?? 0
    return ["Type your answer; 'answer …' if it looks like one of these words."]
      + all.map { word in
        let space = String(repeating: " ", count: width + 2 - word.usage.count)
        return word.usage + space + word.configuration.abstract
      }
  }
}

/// A word of ``QuizWords``.
protocol QuizWord: PlaygroundCommand {
  /// How it is typed, for the overview.
  static var usage: String { get }
  /// Whether the line was a word of these, and no answer that begins like one.
  var isMeant: Bool { get }
}

extension QuizWord {
  static var usage: String { _commandName }
  var isMeant: Bool { true }
  var touches: [Touch] { [] }
}

/// `done`: the end of what is done at the prompt; at any other question it is an answer.
struct DoneWord: QuizWord {
  static let configuration = CommandConfiguration(
    commandName: "done", abstract: "Say what is missing of something to do, or go on.",
    discussion: "Example: done")

  func run(in session: isolated Session) async throws {
    guard let quiz = session.openQuiz, quiz.isPractical else {
      return try await session.take(typed: Self._commandName)
    }
    if quiz.commands.isEmpty {
      session.say("nothing has been done here yet: type a command, then 'done'")
    } else {
      await session.finishDoing()
    }
  }
}

/// `next`: leaves the question as it is.
struct NextWord: QuizWord {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Go on; what has no answer stays open.",
    discussion: "Example: next")

  func run(in session: isolated Session) async throws { await session.move { $0.next() } }
}

/// `back`: the question before.
struct BackWord: QuizWord {
  static let configuration = CommandConfiguration(
    commandName: "back", abstract: "Go back; answers can be changed.",
    discussion: "Example: back")

  func run(in session: isolated Session) async throws { await session.move { $0.back() } }
}

/// `question N`: any question.
struct QuestionWord: QuizWord {
  static let configuration = CommandConfiguration(
    commandName: "question", abstract: "Go to any question.", discussion: "Example: question 3")
  static let usage = "question N"

  @Argument(help: "Its number.")
  var number: Int

  func run(in session: isolated Session) async throws {
    let index = number - 1
    await session.move { $0.go(to: index) }
  }
}

/// `overview`: what is still open.
struct OverviewWord: QuizWord {
  static let configuration = CommandConfiguration(
    commandName: "overview", abstract: "Say what is still open.",
    discussion: "Example: overview")

  func run(in session: isolated Session) async throws {
    if let sitting = session.openQuiz?.sitting { session.say(session.overview(of: sitting)) }
  }
}

/// `pause`: leaves the quiz, and keeps it.
struct PauseWord: QuizWord {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Leave the quiz and keep it; 'quiz' goes on.",
    discussion: "Example: pause")

  func run(in session: isolated Session) async throws { session.pauseQuiz() }
}

/// `hand in`: has the quiz marked.
struct HandWord: QuizWord {
  static let configuration = CommandConfiguration(
    commandName: "hand", abstract: "Be marked.", discussion: "Example: hand in")
  static let usage = "hand in"

  /// What follows `hand`.
  enum Direction: String, ExpressibleByArgument, CaseIterable {
    case `in`
  }

  @Argument(help: "The quiz is handed in.")
  var direction: Direction

  func run(in session: isolated Session) async throws { await session.handIn() }
}

/// `answer TEXT`: an answer that looks like one of these words.
struct AnswerWord: QuizWord {
  static let configuration = CommandConfiguration(
    commandName: "answer", abstract: "Give an answer that looks like one of these words.",
    discussion: "Example: answer done")
  static let usage = "answer TEXT"

  @Argument(help: "The answer.")
  var text: String

  func run(in session: isolated Session) async throws { try await session.take(typed: text) }
}

/// `help`: these words, or one of them in full; of any other command it is the ordinary help.
struct QuizHelpWord: QuizWord {
  static let configuration = CommandConfiguration(
    commandName: "help", abstract: "Say what can be typed, or how a word is used.",
    discussion: "Example: help question")
  static let usage = "help [WORD]"

  @Argument(help: "A word, as in 'help question'.")
  var word: String?

  private var meant: (any ParsableCommand.Type)? {
    word.flatMap { QuizWords.subcommand(called: $0) }
  }

  var isMeant: Bool { word == nil || meant != nil }

  func run(in session: isolated Session) async throws {
    guard let meant else { return session.say(QuizWords.overview) }
    let text = QuizWords.helpMessage(for: meant, columns: 80)
    session.say(HelpRequest(text: text).atThePrompt)
  }
}
