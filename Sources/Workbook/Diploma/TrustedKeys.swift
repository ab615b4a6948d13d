import FoundationEssentials

/// The keys of others whose diplomas count here, such as a teacher's.
///
/// A fingerprint and a label in each; kept as JSON in the state folder. Nobody gets into it but by
/// `diploma trust`: what a diploma or an imported file says of itself makes no key known.
public struct TrustedKeys: Sendable, Hashable {
  /// The file's name within the state folder.
  public static let fileName = "trusted-keys.json"
  /// How many keys may be known; one more is refused.
  public static let limit = 1000

  /// A key that is known.
  public struct Entry: Sendable, Hashable, Codable {
    /// Which key.
    public let fingerprint: Fingerprint
    /// Whose it is, in the words of the learner who trusts it.
    public let label: String
  }

  /// What is known, the oldest first.
  public private(set) var entries: [Entry] = []

  /// No key is known yet.
  public init() {}

  /// Reads the keys of a state folder; where there is no file, none is known.
  public init(folder: String) throws(StoreProblem) {
    let path = Self.path(in: folder)
    guard let data = FileManager.default.contents(atPath: path) else { return }
    guard let entries = try? JSONDecoder().decode([Entry].self, from: data),
      entries.allSatisfy({ (try? DiplomaName($0.label))?.text == $0.label })
    else {
      throw StoreProblem("\(path) holds no keys: move it away, and trust them again.")
    }
    self.entries = entries
  }

  /// The label of a key that is known.
  public func label(of fingerprint: Fingerprint) -> String? {
    entries.first { $0.fingerprint == fingerprint }?.label
  }

  /// Makes a key known, or gives it another label.
  public mutating func trust(_ fingerprint: Fingerprint, as label: DiplomaName)
    throws(StoreProblem)
  {
    forget(fingerprint)
    guard entries.count < Self.limit else {
      throw StoreProblem("\(Self.limit) keys are known, which is the most: forget one first.")
    }
    entries.append(Entry(fingerprint: fingerprint, label: label.text))
  }

  /// Makes a key unknown again; false when it was not known.
  @discardableResult
  public mutating func forget(_ fingerprint: Fingerprint) -> Bool {
    let count = entries.count
    entries.removeAll { $0.fingerprint == fingerprint }
    return entries.count < count
  }

  /// Writes them into a state folder, all or nothing.
  public func save(in folder: String) throws(StoreProblem) {
    let path = Self.path(in: folder)
    do {
      try PrivateFile.makeFolder(folder)
      try JSONEncoder.pretty.encode(entries).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw StoreProblem("\(path) cannot be written, so nothing has changed.")
    }
  }

  static func path(in folder: String) -> String { "\(folder)/\(fileName)" }
}
