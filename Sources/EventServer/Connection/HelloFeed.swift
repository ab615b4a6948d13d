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

  /// The number that an id is: decimal and below ``numberLimit``; nil when it is something else.
  static func number(of id: String) -> Int? {
    guard !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(id),
      number < numberLimit
    else { return nil }
    return number
  }

  /// The number to go on with: one more than `id` if that is a number, else 1.
  static func number(after id: String) -> Int { number(of: id).map { $0 + 1 } ?? 1 }
}
