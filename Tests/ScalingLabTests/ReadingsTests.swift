import Glibc
import Testing

@testable import ScalingLab

@Suite("Readings of a process tree") struct ReadingsTests {
  @Test func `this process has threads, memory and processor time`() throws {
    let before = ProcessReadings(root: Int(getpid()))
    var work = 0.0
    for number in 1...200_000 { work += Double(number).squareRoot() }
    let after = ProcessReadings(root: Int(getpid()))
    #expect(work > 0)
    #expect(after.threads >= 1)
    #expect(after.milliseconds(since: before) > 0)
    #expect(try #require(after.pss()) > 1_000_000)
  }

  @Test func `a process that has ended counts nothing`() {
    var readings = ProcessReadings(root: Int(getpid()))
    readings.processes.append(Int(Int32.max))
    #expect(readings.pss() != nil)
    #expect(!ProcessReadings.isAlive(Int(Int32.max)))
  }
}
