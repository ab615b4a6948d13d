extension [UInt8] {
  /// The bytes that pairs of hexadecimal digits stand for, up to the first pair that is none.
  public init(hexadecimal digits: String) {
    self.init()
    var rest = Substring(digits)
    while let byte = UInt8(rest.prefix(2), radix: 16) {
      append(byte)
      rest = rest.dropFirst(2)
    }
  }
}
