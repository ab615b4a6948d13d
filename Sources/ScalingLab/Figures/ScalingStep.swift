import FoundationEssentials
import VisibleText

/// What one model did with one number of clients.
///
/// `served + silent + refused == clients`, always.
public struct ScalingStep: Sendable, Hashable, Codable {
  /// The model, as in ``ScalingModel``.
  public var model: String
  /// The streams that were asked for.
  public var clients: Int
  /// The streams that got at least one event while the step was measured.
  public var served: Int
  /// The streams that got nothing, neither an event nor a refusal.
  public var silent: Int
  /// The streams that were refused, reset or ended by the server.
  public var refused: Int
  /// How late an ordinary request was answered (median); `nil` if it got no answer in the step.
  public var ordinaryMs: Double?
  /// The processes of the server.
  public var processes: Int
  /// The threads of those processes.
  public var threads: Int
  /// Their memory, pages shared by several counted once; `nil` where the kernel does not tell.
  public var pssBytes: Int?
  /// Processor time of the server for 1,000 delivered events; `nil` if none was delivered.
  public var cpuMsPer1000: Double?
  /// How late an event was, from the server's clock to the client's read; `nil` if there was none.
  public var delayMedianMs: Double?
  /// The delay that 99 of 100 events kept under.
  public var delayP99Ms: Double?

  /// The memory that one served stream takes of all the server's memory.
  public var bytesPerStream: Int? {
    guard let pssBytes, served > 0 else { return nil }
    return pssBytes / served
  }
}

extension ScalingStep {
  /// The step as one JSON object on one line, its members in the documented order.
  public var json: String {
    let members: [(String, String)] = [
      ("model", JSONText.quoted(model)), ("clients", "\(clients)"), ("served", "\(served)"),
      ("silent", "\(silent)"), ("refused", "\(refused)"),
      ("ordinaryMs", Self.number(ordinaryMs)), ("processes", "\(processes)"),
      ("threads", "\(threads)"), ("pssBytes", pssBytes.map { "\($0)" } ?? "null"),
      ("cpuMsPer1000", Self.number(cpuMsPer1000)),
      ("delayMedianMs", Self.number(delayMedianMs)), ("delayP99Ms", Self.number(delayP99Ms)),
    ]
    return JSONText.object(members)
  }

  /// Reads the steps of an earlier run: one JSON object a line, as ``json`` writes them.
  ///
  /// Throws ``ScalingError/unreadableStep(line:)`` for the first line that is not a step.
  public static func steps(ofLines text: String) throws(ScalingError) -> [ScalingStep] {
    var steps: [ScalingStep] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
      guard let step = try? JSONDecoder().decode(ScalingStep.self, from: Data(line.utf8)) else {
        throw .unreadableStep(line: index + 1)
      }
      steps.append(step)
    }
    return steps
  }

  /// A figure with three decimals: finer than anything that is measured here.
  private static func number(_ value: Double?) -> String {
    guard let value else { return "null" }
    return "\((value * 1_000).rounded() / 1_000)"
  }
}
