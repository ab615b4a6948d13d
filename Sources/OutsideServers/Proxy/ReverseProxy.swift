import Platform

/// A real proxy of others in front of a server of this machine, on 127.0.0.1 and for this program's
/// life only.
///
/// Once it listens, nothing of it is on the disk any more; and the kernel ends it when this program
/// ends in whatever way. So nothing is left of it, ever.
public struct ReverseProxy: Sendable {
  /// How it behaves.
  public struct Options: Sendable, Hashable {
    /// Which proxy it is.
    public var recipe = ProxyRecipe.nginx
    /// The port of 127.0.0.1 that requests are passed on to.
    public var upstream: Int
    /// The port to listen on; 0 takes any free one.
    public var port = 0
    /// Whether it collects what the server sends, though the server asks it not to.
    ///
    /// By default it does as the proxy does; nginx honours `X-Accel-Buffering: no`.
    public var collects = false
    /// Whether it has the lines with which streams work, whatever the server says.
    public var isMended = false
    /// Whether it compresses, event streams among the rest, for a client that takes gzip.
    public var compresses = false
    /// Whether it speaks TLS and HTTP/2, with a certificate of its own.
    public var speaksHTTP2 = false
    /// After how long a silence of the server it cuts the connection; the proxy's own time unless
    /// told.
    public var readTimeout: Duration?

    /// A proxy that passes requests on to this port, as nginx is shipped.
    public init(upstream: Int) { self.upstream = upstream }
  }

  /// How it behaves; its port is the one it listens on.
  public let options: Options
  /// Its address, without a path.
  public let url: String
  /// The certificate to trust when it speaks TLS.
  public let certificate: OwnCertificate?
  /// What it was told.
  public let configuration: ProxyConfiguration
  private let server: TetheredServer

  /// Starts one; returns when it listens.
  ///
  /// - Parameters:
  ///   - options: Which it is and how it is to behave.
  ///   - program: The path of the proxy's program.
  ///   - openssl: The path of the program, which only a new certificate needs.
  ///   - certificate: That of an earlier proxy, so that who trusted it trusts this one.
  /// - Returns: The proxy that runs.
  /// - Throws: A `ReverseProxyError` or `TetherProblem`, one sentence each.
  public static func start(
    _ options: Options, program: String, openssl: String = "/usr/bin/openssl",
    certificate: OwnCertificate? = nil
  ) async throws -> ReverseProxy {
    var options = options
    try options.settlePort()
    let recipe = options.recipe
    let folder = try TemporaryFolder(prefix: "sse-proxy-")
    defer { folder.remove() }
    let user = recipe.user.flatMap { SystemUser.isRoot ? SystemUser(named: $0) : nil }
    let setting = ProxySetting(
      options, folder: folder.path, user: user == nil ? nil : recipe.user, program: program)
    let configuration = recipe.configuration(setting)
    for name in recipe.folders {
      try folder.makeFolder(name)
      try user?.own(setting.path(name))
    }
    for file in configuration.files { try folder.write(file.text, to: file.name) }
    var certificate = certificate
    if options.speaksHTTP2, certificate == nil {
      certificate = try await OwnCertificate.make(with: openssl, in: folder)
    }
    try certificate?.write(to: folder, for: user)
    if recipe.isStartedAsUser { try user?.own(folder.path) }
    let server = try await TetheredServer.start(
      program, configuration.arguments.flatMap(\.words), port: options.port, folder: folder,
      environment: recipe.environment, as: recipe.isStartedAsUser ? user : nil,
      isHeldByAnother: recipe.closesInput
    ) { [port = options.port] log in
      recipe.readiness.isReached(in: folder, log: log, port: port)
    }
    let scheme = options.speaksHTTP2 ? "https" : "http"
    return ReverseProxy(
      options: options, url: "\(scheme)://127.0.0.1:\(options.port)", certificate: certificate,
      configuration: configuration, server: server)
  }

  /// The process of the proxy.
  public var process: Int { server.process }

  /// Whether it has ended, told or not.
  public var hasEnded: Bool { server.hasEnded }

  /// Ends it; returns when nothing of it is left.
  public func stop() async { await server.stop() }
}

extension ReverseProxy.Options {
  /// Takes a free port for 0, and refuses one on which no process could listen.
  fileprivate mutating func settlePort() throws {
    guard port != 0 else {
      port = try LoopbackPort.free()
      return
    }
    switch LoopbackPort.standing(of: port) {
    case .free: return
    case .taken: throw ReverseProxyError.portInUse(port)
    case .notPermitted: throw ReverseProxyError.notPermitted(port)
    }
  }
}
