public import ArgumentParser
import FoundationEssentials
import Observations
public import Workbook

/// `diploma`: draws one, checks one, shows the key that signs them.
struct DiplomaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diploma",
    abstract: "Draw the diploma that an A+ has earned, or check one.",
    discussion: "Example: diploma junior --name 'Ada Lovelace'",
    subcommands: [Draw.self, Verify.self, Key.self],
    defaultSubcommand: Draw.self)

  /// `diploma draw`, which goes without saying.
  struct Draw: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw the diploma of a quiz in the terminal and as an SVG to print.",
      discussion: "Example: diploma junior --name 'Ada Lovelace' --pdf diploma.pdf")

    @Argument(help: "junior or master.")
    var quiz: String = "junior"

    @Option(help: "Whose it is; asked for at the prompt.")
    var name: String?

    @Option(help: "a4 or letter.")
    var paper: Paper = .a4

    @Option(help: "Where to write the SVG (default: diploma-QUIZ.svg).")
    var svg: String?

    @Option(help: "Also write a PDF there; takes rsvg-convert.")
    var pdf: String?

    @Option(help: "The teacher who vouches for it with the key of this --state.")
    var teacher: String?

    @Flag(help: "Send it to the system's printer.")
    var print = false

    var shellUse: ShellUse { name == nil ? .opensPrompt : .alone }

    /// The command as somebody would type it who has just said their name.
    static func named(_ name: String, quiz: String) throws -> Draw {
      try Draw.parse([quiz, "--name=\(name)"])
    }

    var touches: [Touch] {
      [.writesFile(svg ?? "diploma-\(quiz).svg")]
        + (pdf.map { [.writesFile($0), .starts("rsvg-convert")] } ?? [])
        + (print ? [.starts("rsvg-convert"), .starts("lp")] : [])
    }

    func run(in session: isolated Session) async throws {
      let pool = try session.pool(quiz)
      let course = try session.loadedCourse()
      let lab = Lab.replaying(programPath: session.world.programPath)
      let office = DiplomaOffice(store: session.progress, course: course, lab: lab)
      let result: QuizResult
      do {
        result = try await office.earned(in: pool)
      } catch {
        throw CommandFailure.failed("\(error)")
      }
      guard let name else {
        session.say("Which name is to stand on it? Type it as it should be printed.")
        session.question = { session, line in
          try await issue(result, to: line, by: office, in: session)
        }
        return
      }
      try await issue(result, to: name, by: office, in: session)
    }

    private func issue(
      _ result: QuizResult, to name: String, by office: DiplomaOffice,
      in session: isolated Session
    ) async throws {
      let key = try session.issuerKey()
      let issued: IssuedDiploma
      let page: String
      do {
        issued = try office.diploma(
          for: result, name: try DiplomaName(name), key: key, teacher: teacher)
        page = try key.svg(of: issued, paper: paper)
      } catch {
        throw CommandFailure.failed("\(error)")
      }
      session.say(issued.rows)
      let path = try DiplomaFiles.free(svg, orNamed: "diploma-\(quiz)", ending: "svg")
      try DiplomaFiles.write(Array(page.utf8), to: path)
      session.say("\(path) is written: open it in a browser to print it on \(paper.rawValue)")
      if pdf != nil || print { try await makePDF(from: path, issued, key, in: session) }
    }

    private func makePDF(
      from path: String, _ issued: IssuedDiploma, _ key: IssuerKey, in session: isolated Session
    ) async throws {
      let target = try DiplomaFiles.free(pdf, orNamed: "diploma-\(quiz)", ending: "pdf")
      let bytes = try await DiplomaFiles.pdf(from: path)
      guard let sealed = try key.sealed(pdf: bytes, of: issued) else {
        throw CommandFailure.failed("rsvg-convert made no PDF of \(path): print the SVG instead")
      }
      try DiplomaFiles.write(sealed, to: target)
      session.say("\(target) is written")
      if print {
        try await DiplomaFiles.print(target)
        session.say("\(target) is on its way to the printer")
      }
    }
  }

  /// `diploma verify`.
  struct Verify: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say whether a diploma is in order: its SVG, its PDF or its code.",
      discussion: "Example: sse diploma verify diploma-junior.svg")

    @Argument(help: "The file, or the code as it is printed.")
    var file: String

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [.readsFile(file)] }

    func run(in session: isolated Session) async throws {
      let verifier = DiplomaVerifier(store: session.progress)
      let data = FileManager.default.contents(atPath: file)
      guard data != nil || DiplomaCode(typed: file) != nil else {
        throw CommandFailure.usage("\(file) is no file that can be read, and no code of a diploma")
      }
      do {
        let verified =
          try data.map { try verifier.verify(Array($0)) } ?? verifier.verify(text: file)
        session.say(verified.rows)
      } catch {
        throw CommandFailure.failed("\(file): \(error)")
      }
    }
  }

  /// `diploma key`.
  struct Key: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the key that signs diplomas here, to compare a fingerprint with.",
      discussion: "Example: diploma key")

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let key = try session.issuerKey()
      session.say(
        "fingerprint  \(key.publicKey.fingerprint)",
        "kept in      \(session.world.stateDirectory ?? "")/\(IssuerKey.fileName)",
        "identifier   \(key.publicKey.did)")
    }
  }
}

extension Paper: ExpressibleByArgument {}

extension Session {
  /// The key that signs diplomas, made when it is first needed.
  func issuerKey() throws -> IssuerKey {
    guard let folder = world.stateDirectory else {
      throw CommandFailure.failed("there is no folder for the key: name one with --state")
    }
    do {
      return try IssuerKey(folder: folder)
    } catch {
      throw CommandFailure.failed("\(error)")
    }
  }
}
