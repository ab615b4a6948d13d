import FoundationEssentials
import Glibc
import Platform

/// Where a class is kept, so that it goes on after its wall was killed.
///
/// `class.json` says what it is, `lesson.jsonl` has what was shown, `book.jsonl` who came and who
/// answered what. Nobody but the teacher's own user may read them.
public struct ClassFolder: Sendable, Hashable {
  /// The folder of all classes.
  public let root: String
  /// The name of the class.
  public let name: String

  /// The class of this name in a folder of classes.
  /// - Throws: ``ClassFolderProblem/badName(_:)``.
  public init(root: String, name: String) throws(ClassFolderProblem) {
    guard Self.isName(name) else { throw .badName(name) }
    self.root = root
    self.name = name
  }

  /// What is kept of a class beside its records.
  struct Card: Sendable, Hashable, Codable {
    var epoch: String
    var port: Int
    var host: String
    /// The last part of the address of the speaker's page.
    var secret: String
  }

  /// Whether a class may be called so: 1 to 40 letters, digits and any of `-_`.
  public static func isName(_ name: String) -> Bool {
    Files.isPlain(name, limit: 40)
  }

  /// The names of the classes that are kept in a folder, the newest first.
  public static func names(in root: String) -> [String] {
    Files.names(in: root).filter(isName)
      .map { ($0, Self.modified("\(root)/\($0)/class.json")) }
      .filter { $0.1 > 0 }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
  }

  private static func modified(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mtim.tv_sec : 0
  }

  /// Where it is.
  public var path: String { "\(root)/\(name)" }
  var lessonFile: String { "\(path)/lesson.jsonl" }
  var bookFile: String { "\(path)/book.jsonl" }
  private var cardFile: String { "\(path)/class.json" }

  /// The address of the speaker's page, on this machine; nil when there was no wall yet.
  public var speakerAddress: String? {
    card.map { card in
      let isAny = ["0.0.0.0", "::"].contains(card.host)
      let host = isAny ? "127.0.0.1" : card.host.contains(":") ? "[\(card.host)]" : card.host
      return "http://\(host):\(card.port)" + ClassRoutes.speakerPage(card.secret)
    }
  }

  /// Whether there is something in it.
  public var exists: Bool { access(cardFile, F_OK) == 0 }

  var card: Card? {
    Files.contents(of: cardFile, limit: 4 << 10)
      .flatMap { try? JSONDecoder().decode(Card.self, from: Data($0.utf8)) }
  }

  /// Makes it, if it is not there.
  func make() throws(ClassFolderProblem) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw .unwritable(path, reason: "no folder could be made") }
  }

  /// Writes what the class is; the file is there whole or not at all.
  func keep(_ card: Card) throws(ClassFolderProblem) {
    let draft = cardFile + ".new"
    do {
      try JSONEncoder().encode(card).write(to: URL(filePath: draft))
    } catch { throw .unwritable(draft, reason: "\(error)") }
    _ = chmod(draft, 0o600)
    guard rename(draft, cardFile) == 0 else {
      throw .unwritable(cardFile, reason: String(cString: strerror(errno)))
    }
  }

  /// Deletes all that is kept of the class, whoever keeps something beside it: names, votes, what was
  /// shown, how far it came.
  /// - Throws: ``ClassFolderProblem``; also when its wall still runs.
  public func forget() throws(ClassFolderProblem) {
    // Results alone make one, too, which no wall has ever had.
    guard access(path, F_OK) == 0 else { throw .unknown(name, known: Self.names(in: root)) }
    // Whoever has the book open is a wall.
    _ = try Ledger(bookFile)
    do { try FileManager.default.removeItem(atPath: path) } catch {
      throw .unwritable(path, reason: "not everything could be deleted")
    }
  }
}

/// Why a class cannot be kept; `description` is the one sentence to show.
public enum ClassFolderProblem: Error, Sendable, Hashable {
  /// No class can be called so.
  case badName(String)
  /// A file or folder could not be written.
  case unwritable(String, reason: String)
  /// Another program has it open.
  case taken
  /// There is no such class.
  case unknown(String, known: [String])
}

extension ClassFolderProblem: CustomStringConvertible {
  /// The sentence.
  public var description: String {
    switch self {
    case .badName(let name):
      "'\(name)' is no name for a class: use up to 40 letters, digits, - and _"
    case .unwritable(let path, let reason): "\(path) could not be written: \(reason)"
    case .taken: "this class is open on another wall: end that one, or name another with --class"
    case .unknown(let name, let known):
      known.isEmpty
        ? "no class '\(name)' is kept here, nor any other"
        : "no class '\(name)' is kept here: there is \(known.joined(separator: ", "))"
    }
  }
}
