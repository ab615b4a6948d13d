/// Texts laid out the way a C function wants an array of them.
struct CStrings {
  private var bytes: [CChar] = []
  private var starts: [Int?] = []

  /// A NUL inside a text would end it there; the callers refuse such texts before.
  init(_ texts: [String?]) {
    for text in texts {
      starts.append(text == nil ? nil : bytes.count)
      guard let text else { continue }
      bytes.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
      bytes.append(0)
    }
  }

  /// The pointers are valid only inside `body`.
  func withPointers<Value>(_ body: ([UnsafePointer<CChar>?]) -> Value) -> Value {
    bytes.withUnsafeBufferPointer { buffer in
      body(starts.map { start in start.flatMap { buffer.baseAddress?.advanced(by: $0) } })
    }
  }
}
