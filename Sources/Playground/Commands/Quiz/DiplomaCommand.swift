public import ArgumentParser
import FoundationEssentials
import Observations
public import Workbook

/// `diploma`: draws one, checks one, shows the key that signs them, and makes others' keys known.
struct DiplomaCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.beside("quiz")

  static func offers(of course: Course) -> [String] { course.quizzes.map(\.id) }

  static let configuration = CommandConfiguration(
    commandName: "diploma",
    abstract: "Draw the diploma that an A+ has earned, or check one.",
    discussion: "Example: diploma junior --name 'Ada Lovelace'",
    subcommands: [Draw.self, Verify.self, Trust.self, Key.self],
    defaultSubcommand: Draw.self)

  /// `diploma draw`, the default subcommand.
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

    @Option(help: "Where to write the SVG (default: among the diplomas in the state folder).")
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
      // Without a name it goes into the state folder, and is drawn there once more.
      [.writesFile(svg ?? "the state folder"), .starts("rsvg-convert")]
        + (pdf.map { [.writesFile($0), .starts("rsvg-convert")] } ?? [])
        + (print ? [.starts("rsvg-convert"), .starts("lp")] : [])
    }

    func run(in session: isolated Session) async throws {
      let printed = print ? svg.map(Self.printed) : nil
      try [svg, pdf ?? printed].compactMap { $0 }.forEach(DiplomaFiles.requireFree)
      let teacher = try teacher.map(Self.teacher)
      let pool = try session.pool(quiz)
      let course = try session.loadedCourse()
      let lab = Lab.replaying(programPath: session.world.programPath)
      let issuer = DiplomaIssuer(store: session.progress, course: course, lab: lab)
      let result: QuizResult
      do {
        result = try await issuer.earned(in: pool)
      } catch {
        throw CommandFailure.failed("\(error)")
      }
      guard let name else {
        session.say("Which name is to stand on it? Type it as it should be printed.")
        session.question = { session, line in
          try await issue(result, to: line, teacher: teacher, by: issuer, in: session)
        }
        return
      }
      try await issue(result, to: name, teacher: teacher, by: issuer, in: session)
    }

    /// The PDF beside an SVG, which goes to the printer when no other was asked for.
    private static func printed(_ svg: String) -> String {
      "\(svg.hasSuffix(".svg") ? String(svg.dropLast(4)) : svg).pdf"
    }

    /// A teacher's name is held to the same limits as a learner's.
    private static func teacher(_ name: String) throws(CommandFailure) -> String {
      do {
        return try DiplomaName(name).text
      } catch {
        throw .usage("--teacher: \(error)")
      }
    }

    private func issue(
      _ result: QuizResult, to name: String, teacher: String?, by issuer: DiplomaIssuer,
      in session: isolated Session
    ) async throws {
      let key = try session.issuerKey()
      let issued: IssuedDiploma
      do {
        issued = try issuer.diploma(
          for: result, name: try DiplomaName(name), key: key, teacher: teacher)
      } catch {
        throw CommandFailure.failed("\(error)")
      }
      let path = try DiplomaFiles.svg(svg, of: issued, quiz: quiz, in: session.world.stateDirectory)
      session.say(issued.rows)
      let (outlines, remark) = await DiplomaFiles.outlines(of: issued, on: paper)
      let page = try key.page(of: issued, paper: paper, outlines: outlines)
      try DiplomaFiles.write(Array(page.utf8), to: path)
      session.say("\(path) is written: open it in a browser to print it on \(paper.rawValue)")
      if let remark { session.say(remark) }
      if pdf != nil || print { try await makePDF(of: issued, key, beside: path, in: session) }
    }

    private func makePDF(
      of issued: IssuedDiploma, _ key: IssuerKey, beside svg: String, in session: isolated Session
    ) async throws {
      let target = pdf ?? Self.printed(svg)
      // From words and not from outlines: a PDF carries its fonts, and its words can be searched.
      let words = try key.page(of: issued, paper: paper, outlines: nil)
      let bytes = try await DiplomaFiles.pdf(from: [words], insteadOf: svg)
      guard let sealed = try key.sealed(pdf: bytes, of: issued) else {
        throw CommandFailure.failed("rsvg-convert made no PDF of \(svg): print the SVG instead")
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
      abstract: "Say whether a diploma was changed, and whether its key is known here.",
      discussion: "Example: sse diploma verify diploma-junior.svg")

    @Argument(help: "The SVG or PDF, or the code as it is printed.")
    var file: String

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [.readsFile(file)] }

    func run(in session: isolated Session) async throws {
      let bytes = try LimitedFile.read(file, limit: DiplomaVerifier.fileLimit)
      guard bytes != nil || DiplomaCode(typed: file) != nil else {
        throw CommandFailure.usage("\(file) is no file that can be read, and no code of a diploma")
      }
      let verifier = try session.diplomaVerifier()
      do {
        let verified = try bytes.map { try verifier.verify($0) } ?? verifier.verify(text: file)
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
      discussion: """
        With --public it is printed as a file for others to verify with (PEM). issuer.pem in the state \
        folder is not such a file: whoever has it can sign in your name.
        Example: sse diploma key --public
        """)

    @Flag(name: .customLong("public"), help: "Print the public half alone, to be shared.")
    var isPublic = false

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let key = try session.issuerKey()
      if isPublic {
        return session.say(key.publicKey.pem.split(separator: "\n").map(String.init))
      }
      session.say(
        "fingerprint  \(key.publicKey.fingerprint)",
        "kept in      \(session.world.stateDirectory ?? "")/\(IssuerKey.fileName)",
        "identifier   \(key.publicKey.did)")
    }
  }
}

extension Paper: ExpressibleByArgument {}

extension IssuerKey {
  /// The page as an SVG; what stands in the way is one sentence for the learner.
  func page(
    of issued: IssuedDiploma, paper: Paper, outlines: DiplomaOutlines?
  ) throws(CommandFailure) -> String {
    do {
      return try svg(of: issued, paper: paper, outlines: outlines)
    } catch {
      throw .failed("\(error)")
    }
  }
}

extension Session {
  /// The folder where keys are kept.
  func folderForKeys() throws(CommandFailure) -> String {
    guard let folder = world.stateDirectory else {
      throw .failed("there is no folder for the key: name one with --state")
    }
    return folder
  }

  /// The key that signs diplomas, made when it is first needed.
  func issuerKey() throws -> IssuerKey {
    do {
      return try IssuerKey(folder: try folderForKeys())
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure.failed("\(error)")
    }
  }

  /// Checks diplomas against what is kept and known here; makes no key.
  func diplomaVerifier() throws -> DiplomaVerifier {
    let folder = world.stateDirectory
    do {
      return DiplomaVerifier(
        store: progress, own: try folder.flatMap { try IssuerKey.publicKey(in: $0) },
        trusted: try folder.map { try TrustedKeys(folder: $0) } ?? TrustedKeys(),
        now: world.secondsSince1970())
    } catch {
      throw CommandFailure.failed("\(error)")
    }
  }
}
