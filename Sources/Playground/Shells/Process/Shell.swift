/// The place where `sse NAME …` runs: the standard streams, the world and the signals.
struct Shell: Sendable {
  var world: World
  var output = Output.standard
  var error = Output.error
}
