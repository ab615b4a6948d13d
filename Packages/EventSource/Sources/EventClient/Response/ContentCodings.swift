/// What `Content-Encoding` says, and what is to be made of it (Fetch, handle content codings).
///
/// Names that stand for no coding (`none`, `utf-8`, `aws-chunked`) leave the bytes as they are, as in
/// browsers; so do `identity` and the empty name. Compression that cannot be undone is named.
enum ContentCodings: Equatable {
  case asTheyAre
  /// The names in the order in which they are to be undone: the last in the list comes first.
  case encoded([String])
  /// The list as it stood in the response.
  case unreadable(String)

  /// The most codings that are undone one after the other.
  static let limit = 3

  /// What swift-nio-extras undoes.
  private static let builtIn = ["gzip", "x-gzip", "deflate"]
  private static let compressions =
    builtIn + ["br", "zstd", "compress", "x-compress", "dcb", "dcz", "bzip2", "lzma", "xz"]

  /// - Parameters:
  ///   - values: Those of all lines of the header.
  ///   - taught: The names of the codings that the configuration brings.
  init(_ values: [String], taught: [String]) {
    let list = values.joined(separator: ", ")
    let names = list.split(separator: ",")
      .map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      .filter { !$0.isEmpty && $0 != "identity" }
    if !names.contains(where: { Self.compressions.contains($0) || taught.contains($0) }) {
      self = .asTheyAre
    } else if names.count <= Self.limit,
      names.allSatisfy({ Self.builtIn.contains($0) || taught.contains($0) })
    {
      self = .encoded(names.reversed())
    } else {
      self = .unreadable(list)
    }
  }
}
