import EventServer
import Testing

@Suite struct CountedIDTests {
  let epoch = Epoch(number: 284_240_051)

  @Test func `an id is its epoch and its number`() {
    #expect(CountedID(epoch, 12).description == "8f2a5k-12")
  }

  @Test(arguments: ["8f2a5k-1", "a-0", "0-7", "abcdefghij012345-9007199254740991"])
  func `what it spells is read back`(_ text: String) throws {
    #expect(try #require(CountedID(text)).description == text)
  }

  @Test(arguments: [
    "", "-", "7", "a", "a-", "-1", "a--1", "a-1-1", "a-01", "a-+1", "a- 1", " a-1", "a-1 ", "A-1",
    "ä-1", "a-١", "a-1x", "a_b-1", "abcdefghij0123456-1", "a-9007199254740992",
    "a-9223372036854775808", "batch-row-12",
  ])
  func `other ids are nobody's numbers`(_ text: String) { #expect(CountedID(text) == nil) }

  @Test func `every number names another epoch, of six letters at least`() {
    let numbers: [UInt64] = [0, 1, 31, 32, 1 << 30 - 1, 1 << 30, 1_790_000_000, .max]
    let epochs = numbers.map(Epoch.init(number:))
    #expect(Set(epochs).count == numbers.count)
    #expect(epochs.allSatisfy { Epoch($0.name) == $0 && $0.name.utf8.count >= Epoch.length })
    #expect(epochs[0].name == "000000")
  }

  @Test func `drawn epochs are of six letters, and hardly ever the same`() {
    let epochs = (0..<1_000).map { _ in Epoch.random() }
    #expect(epochs.allSatisfy { $0.name.utf8.count == Epoch.length })
    #expect(Set(epochs).count > 995)
  }
}
