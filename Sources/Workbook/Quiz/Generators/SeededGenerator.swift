/// SplitMix64, the generator of every draw.
///
/// The standard library promises neither its generator nor its shuffle to stay the same, and a
/// seed printed today must draw the same quiz in ten years. Both are therefore written out here
/// and pinned by tests: add `0x9E37_79B9_7F4A_7C15` to the state, then mix with two
/// multiplications (Steele, Lea and Flood, "Fast splittable pseudorandom number generators").
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the sequence of this seed.
  public init(seed: UInt64) { state = seed }

  /// Starts the sequence that belongs to a name within a seed, whatever else the seed is used for.
  public init(seed: UInt64, name: String) {
    // FNV-1a: the name's bytes stirred into one number.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    var mixer = SeededGenerator(seed: seed ^ hash)
    state = mixer.next()
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 up to, not including, `bound`: the high half of a 128-bit product.
  ///
  /// The bias is below 2⁻⁵⁰ for any bound of ours, and no draw is ever thrown away.
  public mutating func number(below bound: Int) -> Int {
    Int(UInt64(max(bound, 1)).multipliedFullWidth(by: next()).high)
  }

  /// A number of the range.
  public mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + number(below: range.count)
  }

  /// One of the elements; nil when there are none.
  public mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[number(below: elements.count)]
  }

  /// The elements in another order (Fisher and Yates, from the end).
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    for last in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(last, number(below: last + 1))
    }
    return result
  }
}
