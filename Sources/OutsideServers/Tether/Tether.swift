import CEpoll
import Glibc
import Platform
import Synchronization

/// A pipe by whose hang-up the kernel kills a group of processes.
///
/// This program holds the reading end, the group the writing end. When this program ends, in
/// whatever way, `kill -9` among them, the kernel closes the reading end, and at that sends SIGKILL
/// to the whole group. So no guard is needed that could be killed itself, and no order for which a
/// process would have to live.
///
/// It holds as long as one process of the group keeps the writing end open, as its standard input.
final class Tether: Sendable {
  /// `F_SETSIG` of Linux: the signal to send in the place of SIGIO; Swift's Glibc has no name for it.
  private static let setSignal: CInt = 10

  /// The end for the group; it is closed here once the group is held.
  let writer: CInt
  private let reader: CInt
  private let isOpen = Mutex((reader: true, writer: true))

  /// Makes a pipe that holds no group yet.
  init() throws(TetherProblem) {
    var ends: [CInt] = [-1, -1]
    guard sse_pipe(&ends) == 0 else { throw .system(call: "a pipe", reason: systemReason()) }
    (reader, writer) = (ends[0], ends[1])
  }

  deinit { letGo() }

  /// Has this process group killed at the hang-up, and closes this program's copy of its end.
  ///
  /// The owner and its signal belong to the open pipe, not to a descriptor, so they last in the
  /// group; the kernel remembers the group itself, so a number that is used again is not hit.
  func hold(group: pid_t) -> Bool {
    let flags = fcntl(writer, F_GETFL)
    let isHeld =
      fcntl(writer, F_SETOWN, -group) == 0 && fcntl(writer, Self.setSignal, SIGKILL) == 0
      && fcntl(writer, F_SETFL, flags | O_ASYNC) == 0
    closeWriter()
    return isHeld
  }

  /// Hangs up: what is left of the group is killed now.
  func letGo() {
    closeWriter()
    let wasOpen = isOpen.withLock { open in
      defer { open.reader = false }
      return open.reader
    }
    if wasOpen { close(reader) }
  }

  private func closeWriter() {
    let wasOpen = isOpen.withLock { open in
      defer { open.writer = false }
      return open.writer
    }
    if wasOpen { close(writer) }
  }
}
