import EventClient
import Observations
import OutsideServers
import Platform

/// The playground's proxy: a real one of others in front of this session's server.
struct ProxySide: Sendable {
  let proxy: ReverseProxy
  /// The address of the server behind it.
  let upstream: String
  /// Whether that is no server of the session: then it stays before it, whatever starts here.
  var staysPut = false

  var url: String { proxy.url }

  /// What a client has to trust, as PEM, where it speaks TLS.
  var certificate: String? { proxy.certificate?.pem }

  /// Whether events reach a client as soon as the server sends them, or nearly.
  var passesAtOnce: Bool {
    let options = proxy.options
    return !options.collects && (options.isMended || options.recipe.passesEventsAsShipped)
  }

  /// Whether a URL leads through it.
  func leads(_ url: String) -> Bool { url.hasPrefix(self.url) }

  /// Starts one; returns when it listens.
  static func start(
    _ options: ReverseProxy.Options, before upstream: String, in world: World, journal: Journal,
    certificate: OwnCertificate? = nil
  ) async throws -> ProxySide {
    let program = try world.neededPath(of: options.recipe.program)
    let openssl = options.speaksHTTP2 ? try world.neededPath(of: .openssl) : ""
    let proxy = try await ReverseProxy.start(
      options, program: program, openssl: openssl, certificate: certificate)
    let side = ProxySide(proxy: proxy, upstream: upstream)
    journal.record(.proxy, .proxyStarted(side.observation))
    return side
  }

  private var observation: StartedProxy {
    let options = proxy.options
    var started = StartedProxy(program: options.recipe.name, url: url, upstream: upstream)
    started.collects = options.collects
    started.speaksHTTP2 = options.speaksHTTP2
    started.compresses = options.compresses
    started.isMended = options.isMended
    return started
  }

  /// Ends it.
  func stop(journal: Journal) async {
    await proxy.stop()
    journal.record(.proxy, .proxyStopped)
  }
}

extension World {
  /// Where a program lies.
  /// - Throws: A sentence with the command that installs it.
  func neededPath(of program: OutsideProgram) throws(CommandFailure) -> String {
    guard let path = path(of: program) else {
      throw .failed(
        OutsideProgram.missing([program.name]).withQuotes + ": install it, try again"
      )
    }
    return path
  }
}

extension Session {
  /// The running proxy.
  /// - Throws: A sentence when there is none.
  func runningProxy() throws(CommandFailure) -> ProxySide {
    guard let proxy else { throw .failed("no proxy runs here: type 'proxy start' first") }
    return proxy
  }

  func startProxy(_ options: ReverseProxy.Options, before upstream: String) async throws {
    do {
      proxy = try await ProxySide.start(options, before: upstream, in: world, journal: journal)
    } catch let error as ReverseProxyError {
      throw CommandFailure.failed(error.description)
    } catch let error as TetherProblem {
      throw CommandFailure.failed(error.description)
    } catch let error as FolderProblem {
      throw CommandFailure.failed(error.description)
    }
  }

  func stopProxy() async {
    guard let proxy else { return }
    self.proxy = nil
    await proxy.stop(journal: journal)
  }

  /// Has the proxy follow a server that came back on another port.
  ///
  /// It stays where it is: clients that come back by themselves find it.
  func moveProxy(before upstream: String) async throws {
    guard let old = proxy, !old.staysPut, old.upstream != upstream, let port = port(of: upstream)
    else { return }
    await stopProxy()
    var options = old.proxy.options
    options.upstream = port
    do {
      proxy = try await ProxySide.start(
        options, before: upstream, in: world, journal: journal, certificate: old.proxy.certificate)
    } catch {
      throw CommandFailure.failed(
        "the proxy could not follow the server to \(upstream): \(CommandFailure(error).sentence)")
    }
  }

  /// The port at the end of an address without a path.
  func port(of url: String) -> Int? {
    url.lastIndex(of: ":").flatMap { Int(url[url.index(after: $0)...]) }
  }
}
