/// Something that goes wrong on purpose, so that a client can be seen to cope: a kind, and what it
/// takes.
public struct Fault: Sendable, Hashable {
  /// What goes wrong.
  public let kind: FaultKind
  /// What the kind takes, as it is typed; empty for a kind that takes nothing.
  public let argument: String

  /// A fault of a kind that takes nothing, or with an argument that is known to do.
  init(_ kind: FaultKind, _ argument: String = "") {
    self.kind = kind
    self.argument = argument
  }

  /// Whether it shows in the response head, rather than in the stream.
  public var isInHead: Bool { kind.isInHead }

  /// The kinds, as they are typed.
  public static var kinds: [String] { FaultKind.all.map(\.usage) }

  /// The fault that the words name, like `drop`, `status 503` or `type text/plain`.
  ///
  /// - Throws: ``FaultError``, one sentence.
  public static func parse(_ words: String) throws(FaultError) -> Fault {
    let parts = words.split(separator: " ")
    let text = parts.dropFirst().joined(separator: " ")
    guard let kind = FaultKind.all.first(where: { parts.first == $0.word[...] }) else {
      throw .unknown(words)
    }
    guard let argument = kind.argument else {
      guard text.isEmpty else { throw .unknown(words) }
      return Fault(kind)
    }
    guard let read = argument.read(text) else {
      throw .badArgument(kind.word, wish: argument.wish, text)
    }
    return Fault(kind, read)
  }
}

extension Fault: CustomStringConvertible {
  /// The words that ``parse(_:)`` reads.
  public var description: String { argument.isEmpty ? kind.word : "\(kind.word) \(argument)" }
}

/// Why words name no fault.
public enum FaultError: Error, Sendable, Hashable {
  /// There is no such kind.
  case unknown(String)
  /// The kind takes something else than what was given.
  case badArgument(String, wish: String, String)
  /// The server has no such channel; it has the `known` ones.
  case unknownChannel(String, known: [String])
}

extension FaultError: CustomStringConvertible {
  /// The one sentence to show.
  public var description: String {
    switch self {
    case .unknown(let words):
      "there is no fault '\(words)'; there are \(Fault.kinds.joined(separator: ", "))"
    case .badArgument(let word, let wish, let given): "'\(word)' takes \(wish), not '\(given)'"
    case .unknownChannel(let name, let known):
      "there is no channel '\(name)' here; there are \(known.joined(separator: ", "))"
    }
  }
}
