public import ArgumentParser
public import Observations

/// `wire`: whether raw bytes are shown.
struct WireCommand: ViewCommand, ListedCommand {
  /// On or off.
  enum Switch: String, ExpressibleByArgument, CaseIterable {
    case on, off
  }

  static let overview = OverviewPlace.row(
    group: .look, usage: "wire on|off, layout NAME",
    summary: "raw bytes; panes, columns or plain")

  static let configuration = CommandConfiguration(
    commandName: "wire",
    abstract: "Show the raw bytes: line ends, chunk sizes, header lines.",
    discussion: "Example: wire on")

  @Argument(help: "on or off.")
  var position: Switch

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    session.look(.wire(isShown: position == .on))
    session.say("the wire is \(position == .on ? "shown" : "hidden")")
  }
}

/// `layout`: how the two sides are laid out.
struct LayoutCommand: ViewCommand, ListedCommand {
  static let overview = OverviewPlace.beside("wire")

  static let configuration = CommandConfiguration(
    commandName: "layout",
    abstract: "Lay the two sides out as panes, columns or plain lines.",
    discussion: "Example: layout columns")

  @Argument(help: "panes, columns or plain.")
  var layout: ScreenLayout

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    guard layout == .plain || session.world.drawsPanes else {
      throw CommandFailure.failed(
        "this terminal draws nothing (--plain, or TERM says so): 'layout plain' is all there is")
    }
    session.look(.layout(layout))
    session.say("the layout is \(layout.rawValue)")
  }
}

extension ScreenLayout: ExpressibleByArgument {}

/// `curl`: the command that shows the same stream in a shell.
struct CurlCommand: ReadingCommand, ListedCommand {
  static let completesPaths = true
  static let overview = OverviewPlace.row(
    group: .look, usage: "curl [PATH], open",
    summary: "the same stream in shell or browser")

  static let configuration = CommandConfiguration(
    commandName: "curl",
    abstract: "Print the curl command that shows this server's stream, or sends to it.",
    discussion: "Example: curl /events --send Hello")

  @Argument(help: "The path.")
  var path: String = "/"

  @Option(help: "The command that publishes this text on a channel, with a POST.")
  var send: String?

  @Flag(help: "The way through the proxy of this session.")
  var viaProxy = false

  func validate() throws {
    if send != nil, path == "/" {
      throw ValidationError("'/' takes no POST: name a channel, as in 'curl /events --send Hello'")
    }
  }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let url = shellWord(try session.url(ofPath: path, viaProxy: viaProxy))
    // The certificate is the proxy's own, and nobody else's.
    let trust = viaProxy && session.proxy?.certificate != nil ? " -k" : ""
    if let send {
      session.say("curl\(trust) \(url) --data-urlencode \(shellWord("data=\(send)"))")
    } else {
      session.say("curl -N -i\(trust) \(url)")
    }
  }

  /// The text as one word of a shell, whatever it holds.
  private func shellWord(_ text: String) -> String {
    let isPlain = text.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || ":/._~%-".contains($0))
    }
    return isPlain ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
  }
}
