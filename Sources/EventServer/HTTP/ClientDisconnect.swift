import NIOCore
import Synchronization

/// Notices that the client of a request has left, so that no work is begun for it.
///
/// A client that has closed its side may have said all it has to say and still wait for the
/// answer (`nc -N`). One that has no answer after ``patience`` is taken for gone.
final class ClientDisconnect: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer

  /// How long a client that has closed its side is answered all the same: 250 ms.
  static let patience = TimeAmount.milliseconds(250)

  private struct State {
    var isGone = false
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent {
      context.eventLoop.scheduleTask(in: Self.patience) { self.leave() }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  /// Does the work in a task that is cancelled when the client leaves.
  func whileThere<Value: Sendable>(
    _ work: @escaping @Sendable () async -> Value
  ) async -> Value {
    let task = Task { await work() }
    let isGone = state.withLock { state in
      state.cancel = { task.cancel() }
      return state.isGone
    }
    if isGone { task.cancel() }
    defer { state.withLock { $0.cancel = nil } }
    return await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
  }

  private func leave() {
    let cancel = state.withLock { state in
      state.isGone = true
      return state.cancel
    }
    cancel?()
  }
}
