import FoundationEssentials

extension Page {
  /// The page as a PDF, as the browser prints it: on A4 unless its style says otherwise.
  ///
  /// Throws a ``BrowserError`` when the browser made none.
  public func printed() async throws(BrowserError) -> [UInt8] {
    let method = "Page.printToPDF"
    let answer = try await call(
      method,
      [
        "preferCSSPageSize": true, "printBackground": true,
        // In inches.
        "paperWidth": .number(210 / 25.4), "paperHeight": .number(297 / 25.4),
      ])
    guard let text = answer["data"].string, let data = Data(base64Encoded: text), !data.isEmpty
    else { throw .refused(method: method, reason: "it gave no PDF") }
    return Array(data)
  }
}
