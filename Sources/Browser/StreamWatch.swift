import FoundationEssentials
import Platform

/// What a page does: it opens streams and listens to them for a while.
public struct StreamWatch: Sendable, Hashable {
  /// How many streams one page opens at the most: what HTTP/2 servers allow on a connection.
  public static let streamLimit = 100
  /// How long it listens at the most: an hour.
  public static let longest = Duration.seconds(3600)
  /// The ordinary page: what is loaded first, and fetched beside several streams.
  public static let ordinary = "/status"
  /// How much of an event's data the page hands on: 4,096 UTF-16 units.
  public static let dataLimit = 4096

  /// The page to load first; its origin is what counts.
  public var page: String
  /// The stream to open.
  public var stream: String
  /// How many of it.
  public var count = 1
  /// The types of events that it listens to beside `message`.
  public var types: [String] = []
  /// How long it listens.
  public var duration = Duration.seconds(3)

  /// Whether a text is the name or address of a host, and nothing else besides.
  public static func isHost(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0.isHostCharacter }
  }

  /// Watches a stream from a page.
  public init(page: String, stream: String) {
    self.page = page
    self.stream = stream
  }

  /// Opens the streams, tells what the page hears as it hears it, and returns how it stands at the
  /// end.
  public func run(
    in page: Page, _ tell: @escaping @Sendable (Sighting) -> Void
  ) async throws -> WatchOutcome {
    if isLocal { try await page.call("Security.setIgnoreCertificateErrors", ["ignore": true]) }
    for domain in ["Runtime", "Log", "Network"] { try await page.call("\(domain).enable") }
    try await page.call("Network.setBlockedURLs", ["urls": .array([.string(Self.icon)])])
    try await page.call("Runtime.addBinding", ["name": .string(WatchScript.binding)])
    try await page.show(self.page)
    let reader = SightingReader(heard: WatchScript.types(of: self), tell)
    await page.listen { reader.read($0) }
    try await page.value(of: WatchScript.begin(self))
    try await Task.sleep(for: duration)
    return WatchOutcome(try await page.value(of: WatchScript.end), wires: reader.wires)
  }

  /// What browsers ask for by themselves; here it would only stand in the way.
  static let icon = "*/favicon.ico"

  /// Whether both page and stream are on this machine, where certificates are made at home.
  private var isLocal: Bool {
    [page, stream].allSatisfy { Loopback.holds(URL(string: $0)?.host ?? "") }
  }
}

extension UInt8 {
  /// A letter, a digit, or one of `-._:[]`.
  fileprivate var isHostCharacter: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._:[]".utf8.contains(self)
    }
  }
}
