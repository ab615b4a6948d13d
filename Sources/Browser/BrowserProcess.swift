import Platform
import Subprocess

/// A running Chromium and the folder of its profile, which end with this process.
///
/// Chromium reads calls from descriptor 3 and ends when that hangs up. Its only writer is here, so
/// however this process ends, the kernel ends the browser; the shell beside it then removes the
/// folder.
final class BrowserProcess: Sendable {
  /// How long it may take to end before it is killed.
  static let endLimit = Duration.seconds(5)

  let tools: DevTools
  private let temporary: TemporaryFolder
  /// Where its profile lies.
  var folder: String { temporary.path }
  private let running: Task<Void, Never>

  /// What the shell does; Subprocess hands on the descriptors 0 to 2 alone.
  ///
  /// It moves the pipes to 3 and 4 for Chromium and holds neither itself, so that each hangs up
  /// when its other end does. Chromium's last process may still be writing into the folder when
  /// it is removed, hence the second look.
  private static let script = """
    folder=$0
    exec 3<&0 4>&1 </dev/null >/dev/null 2>&1
    [ "$(id -u)" = 0 ] && set -- "$@" --no-sandbox
    "$@" &
    exec 3<&- 4>&-
    wait
    rm -rf -- "$folder" || { sleep 1; rm -rf -- "$folder"; }
    """

  /// Starts it; ``DevTools/call(_:_:session:)`` tells whether it lives.
  init(_ chromium: Chromium, reaching hosts: [String]) throws(BrowserError) {
    let temporary: TemporaryFolder
    do {
      temporary = try TemporaryFolder(prefix: "sse-browser-", isPrivate: true)
    } catch {
      switch error {
      case .noFolder(let path, let reason), .notWritten(let path, let reason):
        throw .noFolder(path: path, reason: reason)
      }
    }
    let tools = DevTools(program: chromium.program)
    self.tools = tools
    self.temporary = temporary
    // Not a child task: a browser that is not wanted any more still ends in good order.
    running = Task {
      await Self.hold(chromium, folder: temporary.path, hosts: hosts, tools)
      temporary.remove()
    }
  }

  /// Ends it; returns when neither process nor folder is left.
  func stop() async {
    tools.hangUp()
    await running.value
  }

  private static func hold(
    _ chromium: Chromium, folder: String, hosts: [String], _ tools: DevTools
  ) async {
    var options = PlatformOptions()
    // A session of its own keeps a terminal's Ctrl-C away from it.
    options.createSession = true
    let arguments =
      ["-c", script, folder, chromium.program]
      + Chromium.arguments(profile: folder + "/profile", reaching: hosts)
    // What it keeps elsewhere (certificates, caches) goes to the same folder.
    let environment = Environment.inherit.updating([
      "HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder,
    ])
    _ = try? await run(
      .name("sh"), arguments: Arguments(arguments), environment: environment,
      platformOptions: options, input: .inputWriter, output: .sequence, error: .discarded
    ) { execution in
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await write(tools.outgoing, to: execution) }
        do {
          for try await bytes in execution.standardOutput {
            await tools.take(bytes.withUnsafeBytes { Array($0) })
          }
        } catch {}
        await tools.end()
        group.cancelAll()
      }
    }
    await tools.end()
  }

  /// Writes to it until it is let go of, and sees to it that it ends then.
  private static func write(
    _ messages: AsyncStream<[UInt8]>,
    to execution: Execution<CustomWriteInput, SequenceOutput, DiscardedOutput>
  ) async {
    do {
      for await message in messages { _ = try await execution.standardInputWriter.write(message) }
      try await execution.standardInputWriter.finish()
      try await Task.sleep(for: endLimit)
      try execution.send(signal: .kill, toProcessGroup: true)
    } catch {}
  }
}
