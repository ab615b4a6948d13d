/// The hello-world stream of one client: a number and the time of day, over and over.
struct HelloFeed: Sendable, Hashable {
  /// The number of the next event.
  var next: Int
  /// When its event is due, on the server's schedule.
  var due: Duration
  /// When something was written last.
  var lastWrite: Duration

  /// A browser can hold every whole number below 2^53; what is not one begins anew.
  static let numberLimit = 1 << 53

  /// The number to go on with: one more than `id` if that is a decimal number, else 1.
  static func number(after id: String) -> Int {
    guard !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(id),
      number < numberLimit
    else { return 1 }
    return number + 1
  }
}
