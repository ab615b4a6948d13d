import FoundationEssentials

/// Files of others, which may be anything.
enum LimitedFile {
  /// The bytes of a regular file; nil where there is none.
  ///
  /// - Throws: A ``CommandFailure`` when it has more than `limit` bytes.
  static func read(_ path: String, limit: Int) throws(CommandFailure) -> [UInt8]? {
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: target),
      attributes[.type] as? FileAttributeType == .typeRegular
    else { return nil }
    let size = (attributes[.size] as? UInt64).map(Int.init) ?? attributes[.size] as? Int ?? 0
    guard size <= limit else {
      throw .failed("\(path) is larger than \(limit >> 20) MiB, which no such file is")
    }
    return FileManager.default.contents(atPath: target).map(Array.init)
  }
}
