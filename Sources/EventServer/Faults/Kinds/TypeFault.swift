extension FaultKind {
  static let type = FaultKind(
    "type",
    takes: Argument(name: "TYPE", wish: "a content type like text/plain", example: "text/plain") {
      text in
      let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
      return text.contains("/") && isPlain ? text : nil
    },
    "a stream that is announced as something else",
    .head { type, plan in
      // A header line is the end of what it can be made to say.
      plan.contentType = String(type.unicodeScalars.filter { (" "..."~").contains($0) })
    })
}

extension Fault {
  /// New streams are announced as this content type.
  public static func type(_ type: String) -> Fault { Fault(.type, type) }
}
