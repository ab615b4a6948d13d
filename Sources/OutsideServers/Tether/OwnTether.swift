import Glibc

/// A tether of which this program holds both ends, for a command that needs its standard input.
///
/// When this program ends, in whatever way, the kernel closes its descriptors one after the other, and
/// kills the group if a reading end goes before its writing end. In which order it goes is not
/// promised (Linux 6.18 begins with the largest number), so there are two pipes: of one the reading end
/// has the smaller number, of the other the larger.
package final class OwnTether: Sendable {
  private let tethers: [Tether]

  /// Makes one that holds no group yet.
  package init() throws(TetherProblem) {
    tethers = [try Tether(), try Tether(readerIsLast: true)]
  }

  /// Has this process group killed when this program ends, or lets go.
  package func hold(group: Int32) -> Bool {
    tethers.allSatisfy { $0.holdFromHere(group: group) }
  }

  /// Kills what is left of the group.
  package func letGo() { for tether in tethers { tether.letGo() } }
}
