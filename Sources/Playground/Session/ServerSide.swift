import EventServer
import Observations
import WorkbookServer

/// The playground's server: a `StreamServer` whose tap writes to the journal.
struct ServerSide: Sendable {
  let server: StreamServer
  let url: String
  let configuration: StreamServer.Configuration

  /// Starts a server; returns when it listens.
  static func start(
    _ configuration: StreamServer.Configuration, journal: Journal
  ) async throws -> ServerSide {
    var tapped = configuration
    tapped.tap = { journal.record($0) }
    let server = StreamServer(tapped)
    let port = try await server.start()
    tapped.port = port
    let url = ServerOptions.url(host: configuration.host, port: port)
    journal.record(.server, .serverStarted(url: url))
    return ServerSide(server: server, url: url, configuration: tapped)
  }

  /// Ends every stream and stops listening.
  func stop(journal: Journal) async {
    await server.stop()
    journal.record(.server, .serverStopped)
  }
}

extension Journal {
  /// Writes down what a server saw.
  func record(_ happening: RoutedServer.Happening, side: Observation.Side = .server) {
    switch happening {
    case .accepted(let connection, let peer):
      record(side, source: connection, .accepted(peer: peer))
    case .request(let connection, let method, let target, let headers):
      record(
        side, source: connection,
        .request(method: method, target: target, headers: headers.map { Header($0.name, $0.value) })
      )
    case .response(let connection, let status, let headers):
      record(
        side, source: connection,
        .response(status: status, headers: headers.map { Header($0.name, $0.value) }))
    case .wrote(let connection, let bytes):
      record(side, source: connection, .wrote(bytes))
    case .ended(let connection, let reason):
      record(side, source: connection, .ended(reason: reason))
    case .received(let connection, let bytes):
      record(side, source: connection, .received(bytes))
    case .sent(let connection, let bytes):
      record(side, source: connection, .sent(bytes))
    }
  }
}
