/// Calls to a browser that belong together, one group of them after the other.
///
/// A browser's session has one window at a time: to change to a window and to ask it something are two
/// calls, between which no other may come.
actor Turns {
  private var last: Task<Void, Never>?

  /// Runs the calls of the body with none of others between them; a task that is cancelled meanwhile
  /// does not tear them apart.
  func take<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(BrowserError) -> Value
  ) async throws(BrowserError) -> Value {
    let before = last
    let mine = Task { () -> Result<Value, BrowserError> in
      await before?.value
      do throws(BrowserError) {
        return .success(try await body())
      } catch {
        return .failure(error)
      }
    }
    last = Task { _ = await mine.value }
    return try await mine.value.get()
  }
}
