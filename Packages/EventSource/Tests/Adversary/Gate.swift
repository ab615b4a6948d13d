import Foundation

/// Holds a server's thread until a test lets it go on.
public final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  /// Makes a gate that is shut.
  public init() {}

  /// Lets one waiting thread pass.
  public func open() { semaphore.signal() }
  /// Waits until the gate is opened.
  public func wait() { semaphore.wait() }
}
