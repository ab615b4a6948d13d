import Glibc
import Platform
import Subprocess
import SystemPackage
import OutsideServers

/// The model `apache`: starts Apache and clears it away, whatever happens.
///
/// Apache runs in a session of its own, since its SIGTERM goes to its whole process group, and with
/// its configuration, pages, logs and pid file in one temporary folder. It is tethered: when this
/// process is killed, the kernel kills Apache.
struct ApacheServer: Sendable {
  private let options: HostOptions

  init(_ options: HostOptions) { self.options = options }

  /// Serves until the lifeline hangs up; returns when neither process nor file is left.
  func serve() async throws {
    guard let installation = ApacheInstallation.find() else {
      throw HostProblem(ApacheInstallation.missing)
    }
    let folder = try TemporaryFolder(prefix: "sse-scale-apache-")
    defer { folder.remove() }
    let port = try LoopbackPort.free()
    try writeFiles(installation, in: folder, port: port)
    try await check(installation, folder)
    // What Apache says before it knows its log goes there, too.
    let server = try await TetheredServer.start(
      installation.program, ["-f", "\(folder.path)/apache.conf", "-D", "FOREGROUND"],
      port: port, folder: folder, log: "error.log")
    ScalingHost.sayReady(port: port, root: server.process)
    await ScalingHost.lifelineHangsUp()
    await server.stop()
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
}
