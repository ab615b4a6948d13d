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

  /// Makes a step.
  public init(
    model: String, clients: Int, served: Int, silent: Int, refused: Int, ordinaryMs: Double? = nil,
    processes: Int, threads: Int, pssBytes: Int? = nil, cpuMsPer1000: Double? = nil,
    delayMedianMs: Double? = nil, delayP99Ms: Double? = nil
  ) {
    self.model = model
    self.clients = clients
    self.served = served
    self.silent = silent
    self.refused = refused
    self.ordinaryMs = ordinaryMs
    self.processes = processes
    self.threads = threads
    self.pssBytes = pssBytes
    self.cpuMsPer1000 = cpuMsPer1000
    self.delayMedianMs = delayMedianMs
    self.delayP99Ms = delayP99Ms
  }

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

  /// A figure with three decimals: finer than anything that is measured here.
  private static func number(_ value: Double?) -> String {
    guard let value else { return "null" }
    return "\((value * 1_000).rounded() / 1_000)"
  }
}

extension ScalingStep {
  /// Its figures by name, whole, in the order of ``json``; what could not be measured is left out.
  public var figures: [(name: String, value: String)] {
    let found: [(name: String, value: String?)] = [
      ("model", model), ("clients", "\(clients)"), ("served", "\(served)"),
      ("silent", "\(silent)"), ("refused", "\(refused)"),
      ("ordinary-ms", ordinaryMs.map { "\($0)" }), ("processes", "\(processes)"),
      ("threads", "\(threads)"), ("pss-bytes", pssBytes.map { "\($0)" }),
      ("cpu-ms-per-1000", cpuMsPer1000.map { "\($0)" }),
      ("delay-median-ms", delayMedianMs.map { "\($0)" }),
      ("delay-p99-ms", delayP99Ms.map { "\($0)" }),
    ]
    return found.compactMap { name, value in value.map { (name, $0) } }
  }

  /// The steps whose ``figures`` these are, one behind the other: each begins with its `model`.
  ///
  /// A name that is not known is passed over, and a count that is missing is 0.
  public static func steps(of figures: [(name: String, value: String)]) -> [Self] {
    var steps: [Self] = []
    for (name, value) in figures {
      if name == "model" {
        steps.append(
          Self(
            model: value, clients: 0, served: 0, silent: 0, refused: 0, processes: 0, threads: 0))
      } else if !steps.isEmpty {
        steps[steps.count - 1].take(name, value)
      }
    }
    return steps
  }

  private mutating func take(_ name: String, _ value: String) {
    let (count, amount) = (Int(value), Double(value))
    switch name {
    case "clients": clients = count ?? 0
    case "served": served = count ?? 0
    case "silent": silent = count ?? 0
    case "refused": refused = count ?? 0
    case "ordinary-ms": ordinaryMs = amount
    case "processes": processes = count ?? 0
    case "threads": threads = count ?? 0
    case "pss-bytes": pssBytes = count
    case "cpu-ms-per-1000": cpuMsPer1000 = amount
    case "delay-median-ms": delayMedianMs = amount
    case "delay-p99-ms": delayP99Ms = amount
    default: break
    }
  }
}
