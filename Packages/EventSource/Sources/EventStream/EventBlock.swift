/// The three buffers of HTML 9.2.6 and what each line does to them.
struct EventBlock: Sendable {
  private var data = FieldBytes()
  private var type = FieldBytes()
  private var id: FieldBytes
  private var hasData = false
  private var hasNewID = false
  /// The last event ID string: what the `id` buffer held at the last blank line.
  private(set) var lastEventID: FieldBytes
  private(set) var reconnectionTime: Duration?

  init(lastEventID: String) {
    self.lastEventID = FieldBytes(lastEventID)
    self.id = FieldBytes(lastEventID)
  }

  /// How many bytes of the event at hand are held.
  var size: Int { data.count &+ type.count }

  /// Nothing may point into `chunk` any longer.
  mutating func keep(from chunk: UnsafeRawPointer) {
    data.keep(from: chunk)
    type.keep(from: chunk)
    id.keep(from: chunk)
    lastEventID.keep(from: chunk)
  }

  /// The same for a line that is in memory of its own, without copying it.
  mutating func keep(bySwappingWith line: inout ByteStore) {
    data.keep(bySwappingWith: &line)
    type.keep(bySwappingWith: &line)
    id.keep(bySwappingWith: &line)
  }

  /// Does what the standard says for the line that lies in `range` of `chunk`.
  ///
  /// Transparent: what is inlined always, and later, has been made a function of its own by then, for
  /// the sake of `receive`, and is called for each line.
  @_transparent
  mutating func process(
    _ range: Range<Int>, of chunk: UnsafeRawPointer, _ receive: (ItemBytes) -> Void
  ) {
    if range.isEmpty { return dispatch(in: chunk, receive) }
    switch chunk.load(fromByteOffset: range.lowerBound, as: UInt8.self) {
    case UInt8(ascii: "d"):
      if let value = chunk.value(of: .data, in: range) { addData(value, of: chunk) }
    case UInt8(ascii: "i"):
      if let value = chunk.value(of: .id, in: range) { setID(value, of: chunk) }
    case UInt8(ascii: "e"):
      if let value = chunk.value(of: .event, in: range) { type.borrow(value) }
    case UInt8(ascii: "r"):
      if let value = chunk.value(of: .retry, in: range) {
        setReconnectionTime(chunk.bytes(value), receive)
      }
    case .colon:
      receive(.comment(chunk.bytes(chunk.valueAfterColon(at: range.lowerBound, in: range))))
    default: break  // An unknown field is ignored.
    }
  }

  /// The same for the few lines that came in parts, apart from the loop that the others go through.
  @inline(never)
  mutating func processKept(
    _ range: Range<Int>, of line: UnsafeRawPointer, _ receive: (ItemBytes) -> Void
  ) {
    process(range, of: line, receive)
  }

  @inline(__always)
  private mutating func addData(_ value: Range<Int>, of chunk: UnsafeRawPointer) {
    if hasData { return data.appendLine(chunk.bytes(value), from: chunk) }
    data.borrow(value)
    hasData = true
  }

  @inline(__always)
  private mutating func setID(_ value: Range<Int>, of chunk: UnsafeRawPointer) {
    if chunk.bytes(value).holdsNull { return }
    id.borrow(value)
    hasNewID = true
  }

  /// Takes effect at once, without waiting for the blank line.
  private mutating func setReconnectionTime(
    _ digits: UnsafeRawBufferPointer, _ receive: (ItemBytes) -> Void
  ) {
    guard let milliseconds = Self.number(digits) else { return }
    let time = Duration.milliseconds(milliseconds)
    reconnectionTime = time
    receive(.retry(time))
  }

  /// The number that ASCII digits and nothing else make.
  ///
  /// What `Int` cannot hold stops at its largest value, since the standard knows no limit. No
  /// digits make no number.
  static func number(_ digits: UnsafeRawBufferPointer) -> Int? {
    guard !digits.isEmpty else { return nil }
    var number = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      let (tens, overflows) = number.multipliedReportingOverflow(by: 10)
      let (sum, carries) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      number = overflows || carries ? .max : sum
    }
    return number
  }

  /// Delivers an event of which a part came in an earlier chunk.
  @inline(never)
  private func deliverKept(_ chunk: UnsafeRawPointer, _ receive: (ItemBytes) -> Void) {
    data.withBytes(in: chunk) { data in
      type.withBytes(in: chunk) { type in
        lastEventID.withBytes(in: chunk) { id in
          receive(.event(EventBytes(type: type, data: data, lastEventID: id)))
        }
      }
    }
  }

  /// The seven steps of the standard for a blank line.
  @inline(__always)
  private mutating func dispatch(in chunk: UnsafeRawPointer, _ receive: (ItemBytes) -> Void) {
    if hasNewID {
      lastEventID.take(&id)
      hasNewID = false
    }
    if hasData {
      if let data = data.inPlace(chunk), let type = type.inPlace(chunk),
        let id = lastEventID.inPlace(chunk)
      {
        receive(.event(EventBytes(type: type, data: data, lastEventID: id)))
      } else {
        deliverKept(chunk, receive)
      }
      data.clear()
      hasData = false
    }
    type.clear()
  }
}
