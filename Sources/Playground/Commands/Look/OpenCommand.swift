import ArgumentParser

import Glibc

/// `open`: the page of this server in a browser.
struct OpenCommand: PlaygroundCommand, ListedCommand {
  static let overview = OverviewPlace.beside("curl")

  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Open the server's page in a browser.",
    discussion: "Example: open")

  @Argument(help: "The path.")
  var path: String = "/"

  @Flag(help: "Go through the proxy of this session.")
  var viaProxy = false

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let url = try session.url(ofPath: path, viaProxy: viaProxy)
    session.say(browse(to: url, in: session.world) ? "opening \(url)" : "open this: \(url)")
  }

  /// Starts the desktop's opener and does not wait for it; false where there is no desktop.
  private func browse(to url: String, in world: World) -> Bool {
    let opener = "xdg-open"
    let variables = world.environment
    guard variables["DISPLAY"] != nil || variables["WAYLAND_DISPLAY"] != nil else { return false }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in 0...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var pid = pid_t()
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(opener), strdup(url), nil]
    defer { for argument in arguments { free(argument) } }
    return posix_spawnp(&pid, opener, &actions, nil, &arguments, environ) == 0
  }
}
