package import Testing

/// Waits for what nobody announces, looking every few milliseconds; fails after 20 s.
package func eventually(
  _ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let deadline = ContinuousClock.now + .seconds(20)
  while !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record("it did not come about within 20 s", sourceLocation: sourceLocation)
      return
    }
    try await Task.sleep(for: .milliseconds(3))
  }
}
