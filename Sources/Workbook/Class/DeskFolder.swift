import FoundationEssentials
import Platform

/// A place in a class, as a learner's program remembers it.
public struct DeskCard: Sendable, Hashable, Codable {
  /// The number that the program has drawn for this class: 32 hexadecimal digits.
  public let number: String
  /// The address of the class.
  public let url: String
  /// What the class is called.
  public var className: String
  /// What the learner is called there.
  public var name: String
  /// The word that the class asks for; nil: none.
  public var code: String?

  /// Makes one.
  public init(number: String, url: String, className: String, name: String, code: String?) {
    self.number = number
    self.url = url
    self.className = className
    self.name = name
    self.code = code
  }
}

/// A quiz that is sat, or was, with a class: kept apart from the learner's own, and not shown marked
/// before the teacher closes it.
public struct ClassSitting: Sendable, Hashable, Codable {
  /// Which opening of the quiz.
  public let round: String
  /// The address of the class.
  public let url: String
  /// What the learner is called there.
  public let name: String
  /// The answers so far.
  public var attempt: Attempt
  /// Whether the teacher's machine has the result.
  public var isTaken = false

  /// Makes one.
  public init(round: String, url: String, name: String, attempt: Attempt) {
    self.round = round
    self.url = url
    self.name = name
    self.attempt = attempt
  }
}

/// What a learner's program keeps of classes, in the folder `desk` of the state folder.
///
/// A card, a file for each sitting, and beside one that was handed in its signed result, which a
/// teacher can take in from a stick, too.
public struct DeskFolder: Sendable {
  /// The name within the state folder.
  public static let folderName = "desk"
  /// How many sittings are kept at once; the oldest that the teacher has goes first, and with none
  /// such another one is refused.
  public static let limit = 100

  private let folder: String
  private var cardFile: String { "\(folder)/card.json" }

  /// That of a state folder; nothing is made there yet.
  public init(stateFolder: String) { folder = "\(stateFolder)/\(Self.folderName)" }

  /// The place that was taken last; nil: none, or it was left.
  public var card: DeskCard? {
    read(cardFile)
  }

  /// Keeps a place; nil forgets it.
  public func keep(_ card: DeskCard?) throws(StoreProblem) {
    guard let card else {
      try? FileManager.default.removeItem(atPath: cardFile)
      return
    }
    try write(card, to: cardFile)
  }

  /// The sittings, the one that was begun first at the beginning.
  public var sittings: [ClassSitting] {
    Files.names(in: folder).filter { $0.hasSuffix(Self.sittingMark) }
      .compactMap { read("\(folder)/\($0)") as ClassSitting? }
      .sorted { ($0.attempt.startedAt, $0.attempt.id) < ($1.attempt.startedAt, $1.attempt.id) }
  }

  /// Keeps a sitting as it stands.
  public func keep(_ sitting: ClassSitting) throws(StoreProblem) {
    let file = "\(try name(of: sitting))\(Self.sittingMark)"
    let known = Files.names(in: folder).filter { $0.hasSuffix(Self.sittingMark) }
    if known.count >= Self.limit, !known.contains(file) {
      guard let oldest = sittings.first(where: \.isTaken) else {
        throw StoreProblem(
          "\(folder) holds \(Self.limit) quizzes of classes, which is the most: move some away.")
      }
      forget(oldest)
    }
    try write(sitting, to: "\(folder)/\(file)")
  }

  /// Keeps the signed result of a sitting, and says where.
  public func keep(_ result: SignedResult, of sitting: ClassSitting) throws(StoreProblem) -> String
  {
    let path = try resultFile(of: sitting)
    do {
      try PrivateFile.makeFolder(folder)
      try PrivateFile.create(path, (result.text + "\n").utf8)
    } catch is PrivateFile.Taken {
      // It was handed in before, and stays as it was.
    } catch { throw StoreProblem("\(path) cannot be written.") }
    return path
  }

  /// The file with the signed result of a sitting.
  public func resultFile(of sitting: ClassSitting) throws(StoreProblem) -> String {
    "\(folder)/\(try name(of: sitting)).result"
  }

  /// The signed result of a sitting; nil when none is kept.
  public func result(of sitting: ClassSitting) -> String? {
    (try? resultFile(of: sitting))
      .flatMap { Files.contents(of: $0, limit: SignedResult.sizeLimit) }?.trimming(\.isWhitespace)
  }

  /// Forgets a sitting; its signed result stays as long as the teacher has not got it.
  public func forget(_ sitting: ClassSitting) {
    guard let name = try? name(of: sitting) else { return }
    let manager = FileManager.default
    try? manager.removeItem(atPath: "\(folder)/\(name)\(Self.sittingMark)")
    if sitting.isTaken { try? manager.removeItem(atPath: "\(folder)/\(name).result") }
  }

  private static let sittingMark = ".sitting.json"

  /// The id comes from another machine, so that it leads nowhere else.
  private func name(of sitting: ClassSitting) throws(StoreProblem) -> String {
    guard Files.isPlain(sitting.attempt.id, limit: 64) else {
      throw StoreProblem("The class gave this quiz an id that no file can be called by.")
    }
    return sitting.attempt.id
  }

  private func read<Value: Decodable>(_ path: String) -> Value? {
    FileManager.default.contents(atPath: path)
      .flatMap { try? JSONDecoder().decode(Value.self, from: $0) }
  }

  private func write(_ value: some Encodable, to path: String) throws(StoreProblem) {
    do {
      try PrivateFile.makeFolder(folder)
      try JSONEncoder.sorted.encode(value).write(to: URL(filePath: path), options: .atomic)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } catch { throw StoreProblem("\(path) cannot be written.") }
  }
}
