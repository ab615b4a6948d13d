import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Takes connections from a listener only while there is room for them.
///
/// The rest waits in the kernel's queue: none is taken only to be reset.
///
/// Belongs to the listener's event loop.
final class AcceptGate: ChannelDuplexHandler {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel
  typealias OutboundIn = Never

  /// How long nothing is accepted when the process has no descriptor left all the same: 100 ms.
  static let pause = TimeAmount.milliseconds(100)

  private let server: RoutedServer
  private var isReadDue = false

  private init(_ server: RoutedServer) { self.server = server }

  /// Puts a gate, and the pause, in front of what accepts.
  static func add(to listener: any Channel, _ server: RoutedServer) throws {
    try listener.pipeline.syncOperations.addHandlers(
      AcceptGate(server),
      AcceptBackoffHandler(shouldForwardIOErrorCaught: false) { error in
        [EMFILE, ENFILE].contains(error.errnoCode) ? pause : nil
      })
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    server.counters.opened()
    context.fireChannelRead(data)
  }

  func read(context: ChannelHandlerContext) {
    if server.hasRoom { return context.read() }
    isReadDue = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    server.counters.whenOneCloses {
      bound.eventLoop.execute {
        let (gate, context) = bound.value
        gate.goOn(context)
      }
    }
    // A connection may have closed in between, before the gate was on the list.
    if server.hasRoom { goOn(context) }
  }

  private func goOn(_ context: ChannelHandlerContext) {
    guard isReadDue else { return }
    isReadDue = false
    read(context: context)
  }
}
