import FoundationEssentials

/// What a page does that reads a stream by `fetch`: it asks, and takes what each `read()` returns.
///
/// No event comes of it: the page gets pieces, whose borders are those of the network. It comes back for
/// nothing, and it may ask by POST (Fetch, section 5.6; Streams, section 4.3).
public struct FetchRead: Sendable, Hashable {
  /// How much of a piece the page hands on: 4,096 bytes.
  public static let pieceLimit = 4096
  /// How much it may send: 64 KiB.
  public static let bodyLimit = 65_536
  /// How often a page is asked what it has read.
  private static let pollInterval = Duration.milliseconds(50)

  /// The address of the page, which is a page of our own there; its origin is what counts.
  public var page: String
  /// What to ask for.
  public var url: String
  /// What to POST; nil: a GET.
  public var body: String?
  /// The page aborts after so many pieces; nil: never.
  public var piecesBeforeAbort: Int?
  /// How long it reads at the most.
  public var duration = Duration.seconds(3)

  /// Reads a stream from a page.
  public init(page: String, url: String) {
    self.page = page
    self.url = url
  }

  /// Something that came of it.
  public enum Sighting: Sendable, Hashable {
    /// The head of an answer.
    case answer(status: Int, contentType: String)
    /// What a `read()` returned: its first bytes, and how many it had.
    case piece([UInt8], size: Int)
  }

  /// How it ended.
  public struct Outcome: Sendable, Hashable {
    /// In which way.
    public enum End: Sendable, Hashable {
      /// `read()` said that all has come.
      case done
      /// The page called `abort()`.
      case aborted
      /// `fetch()` or `read()` threw this.
      case failed(String)
      /// It was still reading when its time was over.
      case reading
    }

    /// In which way.
    public var end: End
    /// How many pieces came.
    public var pieces: Int
    /// How many bytes they had.
    public var bytes: Int
    /// How long it took, in milliseconds.
    public var milliseconds: Int
  }

  /// Asks, tells what the page gets, and returns how it ended.
  public func run(
    in page: some ScriptedPage, _ tell: @escaping @Sendable (Sighting) -> Void
  ) async throws -> Outcome {
    try await page.showEmpty(at: self.page)
    try await page.value(of: WatchScript.keep)
    try await page.value(of: script)
    let end = ContinuousClock.now + duration
    while true {
      let told = try await page.value(of: WatchScript.kept).array
      for text in told {
        let told = JSON(parsing: (text.string ?? "").utf8)
        if let end = told["end"].string { return outcome(told, end: end) }
        Sighting(told: told).map(tell)
      }
      guard ContinuousClock.now < end else { break }
      try await Task.sleep(for: min(Self.pollInterval, max(.zero, end - .now)))
    }
    return outcome(try await page.value(of: "sseWorkbook.standing()"), end: "reading")
  }

  private func outcome(_ told: JSON, end: String) -> Outcome {
    let message = told["message"].string ?? ""
    let kind: Outcome.End =
      switch end {
      case "done": .done
      case "reading": .reading
      case "AbortError": .aborted
      default: .failed("\(end): \(message.prefix(200))")
      }
    return Outcome(
      end: kind, pieces: told["pieces"].int ?? 0, bytes: told["size"].int ?? 0,
      milliseconds: told["ms"].int ?? 0)
  }

  private var script: String {
    let isJSON = body.map { $0.hasPrefix("{") || $0.hasPrefix("[") } ?? false
    let parameters: JSON = [
      "url": .string(url), "body": body.map { .string($0) } ?? .null,
      "type": .string(isJSON ? "application/json" : "text/plain;charset=UTF-8"),
      "last": piecesBeforeAbort.map { .number(Double($0)) } ?? .null,
      "limit": .number(Double(Self.pieceLimit)),
    ]
    return "(\(Self.reading))(\(String(decoding: parameters.bytes, as: UTF8.self)))"
  }

  /// The loop that a page has to write by itself; here it also reports.
  private static let reading = """
    ({ url, body, type, last, limit }) => {
      const tell = told => \(WatchScript.binding)(JSON.stringify(told));
      const begun = performance.now();
      let pieces = 0, size = 0;
      const standing = () => ({ pieces, size, ms: Math.round(performance.now() - begun) });
      window.sseWorkbook = { standing };
      const control = new AbortController();
      const read = async () => {
        const headers = { "Accept": "text/event-stream" };
        if (body !== null) headers["Content-Type"] = type;
        const answer = await fetch(url, {
          method: body === null ? "GET" : "POST", headers, body: body ?? undefined,
          cache: "no-store", signal: control.signal
        });
        tell({ status: answer.status, type: answer.headers.get("Content-Type") ?? "" });
        const reader = answer.body.getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          pieces += 1;
          size += value.length;
          tell({ piece: btoa(String.fromCharCode(...value.subarray(0, limit))), size: value.length });
          if (pieces === last) control.abort();
        }
      };
      read().then(
        () => tell({ end: "done", ...standing() }),
        error => tell({ end: error.name, message: error.message, ...standing() }));
    }
    """
}

extension FetchRead.Sighting {
  /// What the page's loop told; nil for what is no such thing.
  fileprivate init?(told: JSON) {
    if let status = told["status"].int {
      self = .answer(status: status, contentType: told["type"].string ?? "")
    } else if let piece = told["piece"].string.flatMap({ Data(base64Encoded: $0) }) {
      self = .piece([UInt8](piece), size: told["size"].int ?? piece.count)
    } else {
      return nil
    }
  }
}
