import Subprocess
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The model `apache`: a guard that starts Apache and clears it away, whatever happens.
///
/// Apache runs in a session of its own, since its SIGTERM goes to its whole process group, and with
/// its configuration, pages, logs and pid file in one temporary folder.
struct ApacheServer: Sendable {
  /// How long Apache may take until it listens.
  static let startLimit = Duration.seconds(10)
  /// How long it may take to end before its group is killed.
  static let grace = Duration.seconds(3)

  private let options: HostOptions

  init(_ options: HostOptions) { self.options = options }

  /// Serves until the lifeline hangs up; returns when neither process nor file is left.
  func serve() async throws {
    guard let installation = ApacheInstallation.find() else {
      throw HostProblem(ApacheInstallation.missing)
    }
    let folder = try TemporaryFolder(prefix: "sse-scale-apache-")
    defer { folder.remove() }
    let port = try freePort()
    try writeFiles(installation, in: folder, port: port)
    try await check(installation, folder)
    var platform = PlatformOptions()
    platform.createSession = true
    _ = try await run(
      .path(FilePath(installation.program)),
      arguments: ["-f", "\(folder.path)/apache.conf", "-D", "FOREGROUND"],
      platformOptions: platform, input: .none, output: .discarded, error: .discarded
    ) { execution in
      let process = execution.processIdentifier.value
      let listening = await waitUntilListening(port)
      if listening {
        ScalingHost.sayReady(port: port, root: Int(process))
        await ScalingHost.lifelineHangsUp()
      }
      await execution.teardown(using: [.gracefulShutDown(allowedDurationToNextStep: Self.grace)])
      kill(-process, SIGKILL)  // children that outlived it; they are a group of their own
      guard listening else {
        let log = contents(of: "\(folder.path)/error.log") ?? "it said nothing."
        throw HostProblem("Apache did not listen in time: \(log)")
      }
    }
  }

  private func writeFiles(
    _ installation: ApacheInstallation, in folder: TemporaryFolder, port: Int
  ) throws {
    try folder.makeFolder("pages")
    try folder.write(
      ApacheInstallation.eventsPage(intervalMilliseconds: options.intervalMilliseconds),
      to: "pages/events.php")
    try folder.write(ApacheInstallation.helloPage, to: "pages/hello.php")
    let configuration = installation.configuration(
      folder: folder.path, port: port, pool: options.pool, asRoot: geteuid() == 0)
    try folder.write(configuration, to: "apache.conf")
  }

  /// Lets Apache read its configuration; what it says against it is the reason.
  private func check(_ installation: ApacheInstallation, _ folder: TemporaryFolder) async throws {
    let result = try await run(
      .path(FilePath(installation.program)),
      arguments: ["-t", "-f", "\(folder.path)/apache.conf"],
      output: .discarded, error: .string(limit: 16_384))
    guard result.terminationStatus.isSuccess else {
      throw HostProblem(
        "Apache refuses its configuration: "
          + result.standardError.split(separator: "\n").joined(separator: " "))
    }
  }

  /// A port that is free now; Apache says so if somebody else takes it first.
  private func freePort() throws -> Int {
    let (descriptor, port) = try listenOnLoopback(backlog: 1)
    close(descriptor)
    return Int(port)
  }

  private func waitUntilListening(_ port: Int) async -> Bool {
    let deadline = ContinuousClock.now + Self.startLimit
    while ContinuousClock.now < deadline {
      if await BlockingThread.run({ canConnect(to: UInt16(port)) }) { return true }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return false
  }
}
