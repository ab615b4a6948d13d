import ArgumentParser
import FoundationEssentials
import Observations
import VisibleText
import Workbook

/// `quiz`: sits one, shows it again, or lists what was reached.
struct QuizCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .quiz, usage: "quiz junior|master, diploma",
    summary: "an A+ earns a diploma to print")

  static func offers(of course: Course) -> [String] { course.quizzes.map(\.id) }

  static let configuration = CommandConfiguration(
    commandName: "quiz",
    abstract: "Sit the Junior or the Master quiz.",
    discussion: "Example: quiz junior",
    subcommands: [Sit.self, Review.self, Results.self, Export.self],
    defaultSubcommand: Sit.self)

  /// `quiz sit`, the default subcommand.
  struct Sit: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sit a quiz; without a name, say which there are.",
      discussion: "Example: quiz junior --practice")

    @Argument(help: "junior or master.")
    var quiz: String?

    @Flag(help: "Sit it for nothing: it earns no diploma.")
    var practice = false

    @Option(help: "Practise this topic alone, such as reconnecting.")
    var topic: String?

    @Option(help: "Draw the questions of this number; what was handed in once is practice.")
    var seed: UInt64?

    @Option(help: "Sit it without a terminal, with the answers in this JSON file.")
    var answers: String?

    @Option(
      name: .customLong("class"),
      help: ArgumentHelp(
        "Sit the one that the teacher of this class has opened.", valueName: "url"))
    var classURL: String?

    @Option(help: "What you are called in that class; goes with --class.")
    var name: String?

    @Option(help: "The word that the class asks for; goes with --class.")
    var code: String?

    @Flag(help: "Print the draw as JSON, without its keys.")
    var questions = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    var shellUse: ShellUse { quiz == nil || answers != nil || questions ? .alone : .opensPrompt }

    var touches: [Touch] {
      (answers.map { [.readsFile($0)] } ?? []) + (classURL.map { [.connects($0)] } ?? [])
    }

    func validate() throws {
      guard classURL != nil else {
        guard name == nil, code == nil else {
          throw ValidationError("--name and --code go with --class URL")
        }
        return
      }
      if quiz == nil {
        throw ValidationError("--class sits one quiz: name it, as in 'quiz junior'")
      }
      if practice || topic != nil || seed != nil || answers != nil || questions || json {
        throw ValidationError(
          "a class sits the teacher's draw at the prompt: --class goes with --name and --code alone"
        )
      }
    }

    func run(in session: isolated Session) async throws {
      guard let quiz else { return try list(in: session) }
      let pool = try session.pool(quiz)
      if let classURL { return try await sit(pool, at: classURL, in: session) }
      try checkTopic(of: pool)
      if questions {
        let seed = seed ?? session.world.randomSeed()
        session.say(lines(QuestionsDocument(pool, seed: seed, topic: topic).json))
      } else if let answers {
        try await sit(pool, answers: answers, in: session)
      } else {
        await session.beginQuiz(pool, seed: seed, isPractice: practice, topic: topic)
      }
    }

    /// Sits it with a class, which is joined if it was not before.
    private func sit(_ pool: QuizPool, at url: String, in session: isolated Session) async throws {
      let line = try DeskLine(url, session.world)
      if session.desk?.card.url != line.url || name != nil {
        guard let name = name ?? session.knownCard(at: line.url)?.name else {
          session.say("What shall the class call you? Type the name that the result is to bear.")
          session.question = { [code] session, name in
            guard !name.isEmpty else { return session.say("you have joined no class") }
            _ = try await session.join(line, as: name, code: code)
            try await session.beginClassQuiz(pool)
          }
          return
        }
        _ = try await session.join(line, as: name, code: code)
      }
      try await session.beginClassQuiz(pool)
    }

    private func checkTopic(of pool: QuizPool) throws {
      guard let topic else { return }
      guard pool.topics.contains(topic) else {
        let near = Suggestion.nearest(to: topic, of: pool.topics)
        throw CommandFailure.usage(
          "there is no topic '\(topic)': "
            + (near.map { "did you mean '\($0)'?" }
              ?? "there is \(pool.topics.joined(separator: ", "))"))
      }
      guard practice else {
        throw CommandFailure.usage(
          "a quiz asks about every topic: '--topic' goes with '--practice'")
      }
    }

    private func list(in session: isolated Session) throws {
      let pools = try session.loadedCourse().quizzes
      let rows = pools.map {
        "quiz \($0.id): \($0.title), \(min($0.drawSize, $0.questions.count)) of \($0.questions.count) questions"
          + (session.progress.openAttempt(quiz: $0.id) == nil ? "" : "; goes on where you left it")
      }
      session.say(
        rows + [
          "an A+ (\(needed(in: pools))) earns a diploma; 'quiz \(pools.first?.id ?? "ID")' begins"
        ])
    }

    /// What an A+ takes: `20 of 20`, where all quizzes have 20 questions.
    private func needed(in pools: [QuizPool]) -> String {
      let sizes = Set(pools.map { min($0.drawSize, $0.questions.count) })
      guard let size = sizes.first, sizes.count == 1 else { return "97 %" }
      return "\(Grade.aPlus.needed(of: size)) of \(size)"
    }

    private func sit(_ pool: QuizPool, answers path: String, in session: isolated Session)
      async throws
    {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandFailure.failed("\(path) cannot be read: is it there?")
      }
      let now = session.world.secondsSince1970()
      var sitting = Sitting(
        pool, seed: seed ?? session.world.randomSeed(), id: session.world.newIdentifier(),
        isPractice: practice, topic: topic, now: now)
      session.checkRepetition(of: &sitting)
      do {
        let file = try AnswersFile(String(decoding: data, as: UTF8.self))
        let complaints = file.apply(to: &sitting)
        if !json, !complaints.isEmpty { session.say(complaints) }
      } catch {
        throw CommandFailure.usage("\(path): \(error.description)")
      }
      let result = await sitting.handIn(
        now: now, lab: .replaying(programPath: session.world.programPath))
      session.progress.save(result)
      if json {
        session.say(JSONText.object(of: result))
      } else {
        session.show(result)
      }
    }
  }

  /// `quiz review`: all questions of the quiz that was handed in last.
  struct Review: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show every question of the last quiz again, with its answer and its reason.",
      discussion: "Example: quiz review junior")

    @Argument(help: "junior or master; the one handed in last unless named.")
    var quiz: String?

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let pool = try quiz.map { try session.pool($0) }
      guard let attempt = session.progress.lastHandedIn(quiz: pool?.id) else {
        return session.say(
          "no quiz has been handed in yet: 'quiz \(pool?.id ?? "junior")' begins one")
      }
      session.journal.record(.learner, .page(try await session.result(of: attempt).review))
    }
  }

  /// `quiz results`: what was reached, for the learner or a teacher.
  struct Results: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the attempts that were handed in.",
      discussion: "Example: sse quiz results --csv")

    @Flag(help: "Print them as CSV.")
    var csv = false

    @Flag(help: "Print them as JSON.")
    var json = false

    @Option(help: "Write the one handed in last to this file, signed, for a teacher.")
    var signed: String?

    @Option(help: "Whose it is; goes with --signed.")
    var name: String?

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { signed.map { [.writesFile($0)] } ?? [] }

    func validate() throws {
      if (signed == nil) != (name == nil) {
        throw ValidationError("--signed FILE and --name NAME go together")
      }
    }

    func run(in session: isolated Session) async throws {
      if let signed, let name {
        let result = try session.signedResult(as: name)
        try NewFile.write(Array((result.text + "\n").utf8), to: signed)
        return session.say("\(signed) is written: hand it to your teacher ('class add')")
      }
      let attempts = session.progress.attempts()
      let table = ResultsTable(attempts)
      if json {
        session.say(lines(table.json))
      } else if csv {
        session.say(lines(table.csv))
      } else if attempts.isEmpty {
        session.say("no quiz has been sat yet: 'quiz junior' begins one")
      } else {
        session.say(attempts.map(line))
      }
    }

    private func line(_ summary: ProgressStore.AttemptSummary) -> String {
      let attempt = summary.attempt
      guard let handedIn = attempt.handedInAt, let grade = summary.grade else {
        return "\(Timestamp(attempt.startedAt).text)  \(attempt.quiz)  begun"
      }
      let percent = Int((summary.percent ?? 0).rounded(.down))
      return "\(Timestamp(handedIn).text)  \(attempt.quiz)  \(grade.rawValue)  \(percent) %"
        + (attempt.isPractice ? "  practice" : "")
    }
  }
}

/// The lines of a text that ends them with LF or CRLF.
private func lines(_ text: String) -> [String] {
  text.split(whereSeparator: \.isNewline).map(String.init)
}
