import Glibc
public import Platform

/// A user of this machine, as whom root has a server run that refuses to be root.
///
/// The program `setpriv` of util-linux changes the user. Subprocess could (`userID`), but it does so
/// in the child of a bare clone, where glibc still waits for the threads that the parent had: in a
/// program with several threads the child hangs, now and then.
public struct SystemUser: Sendable, Hashable {
  private static let setpriv = "/usr/bin/setpriv"

  private let user: uid_t
  private let group: gid_t

  /// The user of this name; nil where there is none.
  public init?(named name: String) {
    guard let entry = getpwnam(name) else { return nil }
    user = entry.pointee.pw_uid
    group = entry.pointee.pw_gid
  }

  /// Whether this program runs as root.
  public static var isRoot: Bool { geteuid() == 0 }

  /// Gives a file or folder to this user.
  public func own(_ path: String) throws(FolderProblem) {
    guard chown(path, user, group) == 0 else {
      throw .notWritten(file: path, reason: systemReason())
    }
  }

  /// What to run so that a program runs as this user, in the same process.
  public func command(_ program: String, _ arguments: [String]) -> (
    program: String, arguments: [String]
  ) {
    let change = ["--reuid=\(user)", "--regid=\(group)", "--clear-groups"]
    return (Self.setpriv, change + [program] + arguments)
  }
}
