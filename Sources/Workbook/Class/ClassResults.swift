import FoundationEssentials
import Platform
import Signing

/// The results that a teacher has of a class: signed files in the state folder, marked anew whenever
/// they are looked at.
public struct ClassResults: Sendable {
  /// The name of the folder of all classes within the state folder.
  public static let folderName = "classes"
  /// How many results are kept of a class; one more is refused.
  public static let limit = 2000

  /// What the class is called.
  public let name: String
  /// The folder of the class; what else is kept of it lies beside the results.
  private let home: String
  private var folder: String { "\(home)/results" }

  /// Those of a class; nothing is made there yet.
  /// - Throws: When no class can be called so.
  public init(of name: String, stateFolder: String) throws(StoreProblem) {
    guard Files.isPlain(name, limit: 40) else {
      throw StoreProblem(
        "'\(name)' is no name for a class: use up to 40 letters, digits, - and _")
    }
    self.name = name
    home = "\(stateFolder)/\(Self.folderName)/\(name)"
  }

  /// The class of which something was kept last; nil when nothing is of any.
  public static func newest(in stateFolder: String) -> String? {
    let root = "\(stateFolder)/\(folderName)"
    let manager = FileManager.default
    let names = ((try? manager.contentsOfDirectory(atPath: root)) ?? []).sorted()
    return names.max { modified("\(root)/\($0)") < modified("\(root)/\($1)") }
  }

  private static func modified(_ path: String) -> Date {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }

  /// What became of a result that came.
  public enum Addition: Sendable, Hashable {
    /// It is kept.
    case kept
    /// The same attempt of the same key was kept before, and stays as it was.
    case known
    /// There is no room.
    case full
  }

  /// Keeps a result.
  ///
  /// An attempt is kept once: who hands it in again, with other answers, changes nothing.
  public func add(_ result: SignedResult) throws(StoreProblem) -> Addition {
    do {
      try PrivateFile.makeFolder(folder)
      guard try names().count < Self.limit else { return .full }
      try PrivateFile.create("\(folder)/\(Self.name(of: result))", result.text.utf8)
      return .kept
    } catch is PrivateFile.Taken {
      return .known
    } catch {
      throw StoreProblem("\(folder) cannot be written, so the result was not kept.")
    }
  }

  /// Whether this attempt of this key is kept, with the same answers.
  public func holds(_ result: SignedResult) -> Bool {
    FileManager.default.contents(atPath: "\(folder)/\(Self.name(of: result))")
      .flatMap { try? SignedResult(String(decoding: $0, as: UTF8.self)) }?.attempt == result.attempt
  }

  /// All that are in order, the first one that was handed in first.
  public func all() -> [SignedResult] {
    let found = (try? names()) ?? []
    return found.compactMap { name in
      FileManager.default.contents(atPath: "\(folder)/\(name)")
        .flatMap { try? SignedResult(String(decoding: $0, as: UTF8.self)) }
    }
    .sorted { ($0.attempt.handedInAt ?? 0, $0.text) < ($1.attempt.handedInAt ?? 0, $1.text) }
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jws") }
      .sorted()
  }

  /// A name that is the same for the same attempt of the same key, and holds nothing of a
  /// stranger's.
  private static func name(of result: SignedResult) -> String {
    let hash = SHA256.hash(Array("\(result.key.did) \(result.attempt.id)".utf8))
    return Base64URL.text(Array(hash)) + ".jws"
  }
}
