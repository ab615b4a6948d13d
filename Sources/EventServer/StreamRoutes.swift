import Hummingbird

/// The requests of the workbook's server that are no streams.
enum StreamRoutes {
  static func router(_ channels: [EventChannel]) -> Router<RoutedServer.Context> {
    Router(context: RoutedServer.Context.self)
  }
}
