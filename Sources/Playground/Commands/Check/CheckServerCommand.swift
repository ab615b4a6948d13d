import ArgumentParser
import Conformance
import OutsideServers

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

  @Option(
    help: ArgumentHelp(
      "Run them through these proxies, too: names as of 'proxy start --with', or all.",
      valueName: "names"))
  var via: String?

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
    if let via {
      let known = ProxyRecipe.all.map(\.name)
      for name in Self.names(via) where name != "all" && !known.contains(name) {
        throw ValidationError(
          "--via \(name) is no proxy that is known here: take \(known.joined(separator: ", "))")
      }
      if StreamPlace(url)?.host != "127.0.0.1" {
        throw ValidationError("--via puts proxies before a server of http://127.0.0.1 alone")
      }
    }
  }

  var touches: [Touch] {
    var touches = [url, publish].compactMap { $0.map(Touch.connects) } + options.touches
    if let start { touches.append(.runsCommand(start)) }
    if via != nil { touches += ProxyRecipe.all.map { .starts($0.program.name) } }
    return touches
  }

  func run(in shell: Shell) async throws -> Int32 {
    try await checkRun(in: shell.world).run(in: shell)
  }

  func run(in session: isolated Session) async throws {
    try await checkRun(in: session.world).run(in: session)
  }

  private static func names(_ via: String) -> [String] {
    via.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init)
  }

  /// The proxies of `--via`: of `all` those that are installed.
  private func proxies(in world: World) throws(CommandFailure) -> [(ProxyRecipe, program: String)] {
    guard let via, !options.list else { return [] }
    if Self.names(via).contains("all") {
      return ProxyRecipe.all.compactMap { recipe in
        world.path(of: recipe.program).map { (recipe, $0) }
      }
    }
    var found: [(ProxyRecipe, program: String)] = []
    for recipe in Self.names(via).compactMap(ProxyRecipe.named) {
      found.append((recipe, try world.neededPath(of: recipe.program)))
    }
    return found
  }

  private func checkRun(in world: World) throws -> CheckRun {
    let proxies = try proxies(in: world)
    let place = url.flatMap { StreamPlace($0) }
    let life = place.flatMap { place in
      start.flatMap { Command(["/bin/sh", "-c", "exec " + $0]) }.map { CommandLife($0, at: place) }
    }
    let publisher = publish.flatMap { StreamPlace($0) }
      .map { Publisher(place: $0, body: body, type: bodyType) }
    let subject = place.map { place in
      ServerSubject(
        place: place, publisher: publisher, process: pid, life: life, takesLoad: load)
    }
    var run = CheckRun(
      subject: .server, target: url ?? "", options: options
    ) { [options] _, checks, done in
      guard let subject else { return [] }
      do throws(SubjectProblem) {
        try await subject.reach()
      } catch {
        throw CommandFailure.failed(error.description)
      }
      return await ServerRun(subject, seed: options.seed).run(checks, done)
    }
    run.end = { await life?.kill() }
    guard !proxies.isEmpty, let subject else { return run }
    run.again = { report, done in
      try await life?.start()
      let passages = ProxyPassages(
        recipes: proxies.map(\.0), subject: subject, programs: proxies.map(\.program))
      return try await passages.run(after: report, done)
    }
    run.runsAgain = { ProxyPassages.checks(of: $0).count * proxies.count }
    return run
  }
}
