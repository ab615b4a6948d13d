import ArgumentParser
import OutsideServers

/// What `proxy start` and `proxy config` have in common: which proxy, and how it is to behave.
struct ProxyOptions: ParsableArguments {
  @Option(
    name: .customLong("with"),
    help: ArgumentHelp("Which proxy: \(Self.names).", valueName: "name"))
  var name = ProxyRecipe.nginx.name

  @Flag(help: "Tell it what makes streams work, whatever the server says.")
  var mended = false

  @Flag(help: "Collect what the server sends, though it asks not to: what most people meet.")
  var buffering = false

  @Flag(help: "Compress what is sent, event streams among it, for a client that takes gzip.")
  var gzip = false

  @Flag(name: .customLong("http2"), help: "Speak TLS and HTTP/2, with a certificate of its own.")
  var http2 = false

  @Option(
    help: ArgumentHelp(
      "Cut a stream after so much silence; nginx does after 60s.", valueName: "time"))
  var readTimeout: Duration?

  @Option(help: "The port to listen on; 0 takes any free one.")
  var port: Int = 0

  static var names: String { ProxyRecipe.all.map(\.name).joined(separator: ", ") }

  /// The recipe; nginx for a name that ``validate()`` has refused.
  var recipe: ProxyRecipe { ProxyRecipe.named(name) ?? .nginx }

  func validate() throws {
    guard ProxyRecipe.named(name) != nil else {
      throw ValidationError("'\(name)' is no proxy that is known here: take one of \(Self.names)")
    }
    try ServerOptions.validate(port: port)
    try validateReadTimeout()
    if mended, buffering {
      throw ValidationError(
        "--mended lets events through and --buffering keeps them back: take one of the two")
    }
    let asked: [(ProxySwitch, Bool)] = [
      (.buffering, buffering), (.gzip, gzip), (.http2, http2), (.readTimeout, readTimeout != nil),
    ]
    for (option, isAsked) in asked where isAsked {
      if let reason = recipe.lacks[option] {
        throw ValidationError("--\(option.rawValue) is not to be had here: \(reason)")
      }
    }
  }

  private func validateReadTimeout() throws {
    guard let readTimeout else { return }
    if readTimeout < .milliseconds(1) {
      throw ValidationError("--read-timeout needs a time to wait, as in 5s or 500ms")
    }
    if recipe.countsSeconds, readTimeout.components.attoseconds != 0 {
      throw ValidationError(
        "--read-timeout is in whole seconds with \(recipe.title): 1s is the least")
    }
  }

  /// What the proxy is asked for.
  func options(upstream: Int, port: Int) -> ReverseProxy.Options {
    var options = ReverseProxy.Options(upstream: upstream)
    options.recipe = recipe
    options.port = port
    options.collects = buffering
    options.compresses = gzip
    options.speaksHTTP2 = http2
    options.isMended = mended
    options.readTimeout = readTimeout
    return options
  }

  /// What is asked for without any option.
  static func plain(upstream: Int, port: Int) -> ReverseProxy.Options {
    var options = ReverseProxy.Options(upstream: upstream)
    options.port = port
    return options
  }

  /// The programs that it starts.
  var touches: [Touch] {
    [.starts(recipe.program.name)] + (http2 ? [.starts(OutsideProgram.openssl.name)] : [])
  }
}
