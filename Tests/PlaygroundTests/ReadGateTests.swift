import Testing

@testable import Playground

@Suite(.timeLimit(.minutes(1))) struct ReadGateTests {
  /// What is done to a gate, whether it is shut then, and what one that comes is told.
  @Test(arguments: [
    ([] as [String], false, true), (["shut"], true, true), (["shut", "open"], false, true),
    (["remove"], false, false), (["remove", "shut"], false, false),
    (["shut", "remove"], false, false), (["shut", "remove", "shut"], false, false),
  ])
  func `a gate holds or lets pass as it was told last, and one that is gone holds nothing`(
    steps: [String], isShut: Bool, passes: Bool
  ) async {
    let gate = ReadGate()
    for step in steps {
      switch step {
      case "shut": gate.shut()
      case "open": gate.open()
      default: gate.remove()
      }
    }
    #expect(gate.isShut == isShut)
    guard !isShut else { return }
    #expect(await gate.pass() == passes)
  }

  @Test(arguments: [true, false])
  func `who is held goes on when the gate opens, and ends when it is taken away`(
    opens: Bool
  ) async {
    let gate = ReadGate()
    gate.shut()
    let held = Task { await gate.pass() }
    // Whether it has come to the gate or not by now, it is told the same.
    if opens { gate.open() } else { gate.remove() }
    #expect(await held.value == opens)
  }
}
