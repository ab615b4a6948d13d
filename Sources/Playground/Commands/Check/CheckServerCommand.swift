import ArgumentParser
import Conformance

/// `check server`: an endpoint of anybody's.
struct CheckServerCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "server",
    abstract: "Check an event stream at an address.",
    discussion: #"""
      Most checks publish: --publish says where a POST goes, --body what is in it; {data}, {event} \
      and {id} stand there for JSON strings, {data:raw} for the text itself. --start COMMAND lets \
      the server be started and ended here.
      Example: sse check server --publish http://127.0.0.1:3000/send http://127.0.0.1:3000/events
      """#)
  static let atThePrompt = "'check server URL' works here, too"

  @Argument(help: "The stream, as http://….")
  var url: String?

  @Option(help: ArgumentHelp("Where an event is published by a POST.", valueName: "url"))
  var publish: String?

  @Option(help: "The body of that POST.")
  var body: String = Publisher.usualBody

  @Option(help: ArgumentHelp("The type of that body.", valueName: "type"))
  var bodyType: String = "application/json"

  @Option(help: "The process of the server, to look at its memory.")
  var pid: Int32?

  @Option(help: ArgumentHelp("A shell command that starts the server.", valueName: "command"))
  var start: String?

  @Flag(help: "Allow checks with hundreds of connections and megabytes.")
  var load = false

  @OptionGroup var options: CheckOptions

  func validate() throws {
    if let pid, pid < 1 { throw ValidationError("--pid takes the number of a process, not \(pid)") }
    if options.list { return }
    guard let url else { throw ValidationError("name the stream, as in 'check server http://…'") }
    for address in [url, publish].compactMap(\.self) where StreamPlace(address) == nil {
      throw ValidationError(
        address.lowercased().hasPrefix("https:")
          ? "'\(address)' is https, which is not checked here: give the http address behind it"
          : "'\(address)' is no address: give it as http://HOST:PORT/PATH")
    }
    if let publish, let place = StreamPlace(url), let other = StreamPlace(publish),
      place.host != other.host
    {
      throw ValidationError("'\(publish)' is at another host than the stream: name one of the same")
    }
  }

  var touches: [Touch] {
    (url.map { [.connects($0)] } ?? []) + (start.map { [.runsCommand($0)] } ?? [])
      + (publish.map { [.connects($0)] } ?? []) + options.touches
  }

  func run(in shell: Shell) async throws -> Int32 { try await checkRun.run(in: shell) }
  func run(in session: isolated Session) async throws { try await checkRun.run(in: session) }

  private var checkRun: CheckRun {
    CheckRun(
      subject: .server, target: url ?? "", options: options
    ) { [self] _, checks, done in
      guard let url, let place = StreamPlace(url) else { return [] }
      let publisher = publish.flatMap { StreamPlace($0) }
        .map { Publisher(place: $0, body: body, type: bodyType) }
      let life = start.flatMap { Command(["/bin/sh", "-c", "exec " + $0]) }
        .map { CommandLife($0, at: place) }
      let subject = ServerSubject(
        place: place, publisher: publisher, process: pid, life: life, takesLoad: load)
      do throws(SubjectProblem) {
        try await subject.reach()
      } catch {
        await life?.kill()
        throw CommandFailure.failed(error.description)
      }
      let outcomes = await ServerRun(subject, seed: options.seed).run(checks, done)
      await life?.kill()
      return outcomes
    }
  }
}
