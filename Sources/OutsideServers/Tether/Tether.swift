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
/// The signal goes with the writing end: somebody must hold it open at that moment. A server of others
/// does, as its standard input; for a command that needs its standard input see ``OwnTether``.
final class Tether: Sendable {
  /// `F_SETSIG` of Linux: the signal to send in the place of SIGIO; Swift's Glibc has no name for it.
  private static let setSignal: CInt = 10

  /// The end for the group; it is closed here once the group is held.
  let writer: CInt
  private let reader: CInt
  private let isOpen = Mutex((reader: true, writer: true))

  /// Makes a pipe that holds no group yet; with `readerIsLast` its reading end has the larger number.
  init(readerIsLast: Bool = false) throws(TetherProblem) {
    var ends: [CInt] = [-1, -1]
    guard sse_pipe(&ends) == 0 else { throw .system(call: "a pipe", reason: systemReason()) }
    writer = ends[1]
    guard readerIsLast else {
      reader = ends[0]
      return
    }
    reader = fcntl(ends[0], F_DUPFD_CLOEXEC, ends[1] + 1)
    let reason = systemReason()
    close(ends[0])
    guard reader >= 0 else {
      close(ends[1])
      throw .system(call: "a pipe", reason: reason)
    }
  }

  deinit { letGo() }

  /// Has this process group killed at the hang-up, and closes this program's copy of its end.
  ///
  /// The owner and its signal belong to the open pipe, not to a descriptor, so they last in the
  /// group; the kernel remembers the group itself, so a number that is used again is not hit.
  func hold(group: pid_t) -> Bool {
    let isHeld = holdFromHere(group: group)
    closeWriter()
    return isHeld
  }

  /// Has this process group killed at the hang-up, and keeps this program's copy of its end.
  func holdFromHere(group: pid_t) -> Bool {
    let flags = fcntl(writer, F_GETFL)
    return fcntl(writer, F_SETOWN, -group) == 0 && fcntl(writer, Self.setSignal, SIGKILL) == 0
      && fcntl(writer, F_SETFL, flags | O_ASYNC) == 0
  }

  /// Hangs up: what is left of the group is killed now.
  func letGo() {
    let wasOpen = isOpen.withLock { open in
      defer { open.reader = false }
      return open.reader
    }
    if wasOpen { close(reader) }
    closeWriter()
  }

  private func closeWriter() {
    let wasOpen = isOpen.withLock { open in
      defer { open.writer = false }
      return open.writer
    }
    if wasOpen { close(writer) }
  }
}
