/// The TODO models, whose servers are on their way.
struct TodoServer {
  init(_ options: HostOptions) {}
  func serve() async throws { throw HostProblem("the TODO app is not built in yet.") }
}
