import Synchronization

/// The value of the `date` header, made anew when the second changes.
final class DateLine: Sendable {
  private let current = Mutex((second: -1, text: ""))

  func text() -> String {
    let second = LocalTime.seconds()
    return current.withLock { current in
      if current.second != second { current = (second, LocalTime.httpDate(second)) }
      return current.text
    }
  }
}
