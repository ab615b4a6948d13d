extension FaultKind {
  static let status = FaultKind(
    "status",
    takes: Argument(name: "CODE", wish: "a number from 200 to 599", example: "503") { text in
      Int(text).flatMap { (200...599).contains($0) ? String($0) : nil }
    },
    "a status in place of the stream", .status { Int($0) ?? 500 })
}

extension Fault {
  /// New streams are answered with this status, of 200 to 599.
  public static func status(_ code: Int) -> Fault { Fault(.status, String(code)) }
}
