import Terminal

/// Where a live screen draws: a console, or in a test a list of what was drawn.
struct PaneOutput: Sendable {
  /// Prints rows above the panes and the prompt.
  var print: @Sendable ([Row]) -> Void
  /// Shows panes from now on; the closure draws them.
  var showPanes: @Sendable (@escaping @Sendable (Size, Duration) -> [Row]?) -> Void
  /// Takes the panes away; these rows stay in their place.
  var hidePanes: @Sendable ([Row]) -> Void
  /// Shows a row right above the prompt, or takes it away.
  var showStatus: @Sendable (Row?) -> Void
  /// Clears the screen.
  var clear: @Sendable () -> Void
  /// Says that the panes would look different now.
  var poke: @Sendable () -> Void
}

extension PaneOutput {
  init(_ console: Console) {
    self.init(
      print: { console.print($0) }, showPanes: { console.showPanes($0) },
      hidePanes: { console.hidePanes(leaving: $0) }, showStatus: { console.showStatus($0) },
      clear: { console.clear() }, poke: { console.poke() })
  }
}
