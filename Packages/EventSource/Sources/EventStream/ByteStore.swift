/// Bytes that outlive the chunk they came in, in memory that is used again and again.
///
/// An array does the same; it also checks, initializes and counts what is known here, which for
/// small events costs more than the copying.
struct ByteStore: Sendable {
  /// Memory above this size is given back after bytes that needed only a quarter of it.
  static let idleCapacity = 64 << 10

  /// All of it counts as initialized; only `start ..< start + count` means anything.
  private var memory: [UInt8] = []
  private var start = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }
  var string: String { String(decoding: memory[start..<start + count], as: UTF8.self) }

  /// Keeps only these of the bytes.
  @inline(__always)
  mutating func narrow(to range: Range<Int>) {
    start &+= range.lowerBound
    count = range.count
  }

  @inline(__always)
  mutating func removeAll() {
    if memory.count > Self.idleCapacity, count < memory.count / 4 { memory = [] }
    start = 0
    count = 0
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    let end = start &+ count
    if end &+ bytes.count > memory.count { grow(by: bytes.count) }
    memory.withUnsafeMutableBytes { memory in
      memory.baseAddress?.advanced(by: start &+ count)
        .copyMemory(from: source, byteCount: bytes.count)
    }
    count &+= bytes.count
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    if start &+ count == memory.count { grow(by: 1) }
    memory.withUnsafeMutableBytes { $0[start &+ count] = byte }
    count &+= 1
  }

  /// Grows by a factor, so that growing costs no more than appending; by four where memory is new
  /// pages, of which those that are not reached cost nothing.
  @inline(never)
  private mutating func grow(by more: Int) {
    let factor = memory.count < Self.idleCapacity ? 2 : 4
    let capacity = max(64, factor * memory.count, count + more)
    let larger = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
      withBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
      initialized = capacity
    }
    memory = larger
    start = 0
  }

  func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    memory.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
  }

  /// The first bytes, at most so many.
  func prefix(_ length: Int) -> [UInt8] {
    Array(memory[start..<start + min(length, count)])
  }
}
