import EventStream
import Platform

/// A reverse proxy of others as one value: which program it is, and what it is told.
///
/// A proxy is one file in the folder `Recipes` and one line in ``all``. What a recipe does not say is
/// the same for each: the program stays in the foreground, listens on 127.0.0.1 alone, needs none of
/// its files once it is ready, and ends with this program.
public struct ProxyRecipe: Sendable {
  /// What it is called after `--with`, as in `haproxy`.
  public let name: String
  /// What it is called in a sentence, as in `HAProxy`.
  public let title: String
  /// The program and what brings it.
  public let program: OutsideProgram
  /// The user that its package makes, as whom its workers run where this program is root's.
  public let user: String?
  /// Whether it runs as that user from the start, since it does not change its user by itself.
  var isStartedAsUser = false
  /// Whether it closes its standard input, on which its end hangs: another process holds it then.
  var closesInput = false
  /// How it says that it has read its files and listens.
  var readiness = ProxyReadiness.accepting
  /// Variables of its environment beside those of this program.
  var environment: [String: String] = [:]
  /// The switches that it has no line for, each with the reason, as a sentence.
  public let lacks: [ProxySwitch: String]
  /// Whether events pass at once as it is shipped, without ``ReverseProxy/Options/isMended``.
  public var passesEventsAsShipped = true
  /// Whether it counts its timeouts in whole seconds.
  public var countsSeconds = false
  /// How long a stream may be silent before it is cut, as the proxy is shipped; nil: it cuts none.
  public var shippedSilence: Duration?
  /// The folders in its folder that its user may write to.
  var folders: [String] = []
  /// What it is started with.
  let arguments: @Sendable (ProxySetting) -> [ProxyArgument]
  /// The files that it reads, the one with the line that makes it a proxy first.
  let files: @Sendable (ProxySetting) -> [ProxyFile]

  /// Every proxy that is known, in the order in which they are listed.
  public static let all: [ProxyRecipe] = [
    nginx, haproxy, apache, varnish, lighttpd, caddy, squid, h2o, trafficServer,
  ]

  /// The one that stands before several servers of ours.
  public static let balancer = haproxy

  /// Why a recipe has a line that makes a `Forwarded` header: lighttpd, h2o and Traffic Server have
  /// none that could name the port, so behind them a connection is nobody's.
  static let forwardedReason =
    "For whom it asks (RFC 7239), so that the panes know whose the server's connections are."

  /// The one of this name.
  public static func named(_ name: String) -> ProxyRecipe? { all.first { $0.name == name } }

  /// What it is told, as text.
  public func configuration(_ setting: ProxySetting) -> ProxyConfiguration {
    ProxyConfiguration(
      program: program.files[0], files: files(setting), arguments: arguments(setting))
  }
}

extension ProxyRecipe: Hashable, CustomStringConvertible {
  /// Its name.
  public var description: String { name }
  /// Two are the same if they have the same name.
  public static func == (left: ProxyRecipe, right: ProxyRecipe) -> Bool { left.name == right.name }
  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// How a proxy says that it is ready, beside accepting a connection.
enum ProxyReadiness: Sendable, Hashable {
  /// It accepts only then.
  case accepting
  /// It accepts earlier, and writes these words to standard error then.
  case saying(String)
  /// It accepts earlier, and writes this file in its folder then.
  case writing(String)
  /// It accepts earlier, and resets connections while it has too few threads.
  case answering

  /// A request that every proxy answers itself with 400, so that the server behind it hears nothing
  /// (RFC 9112, section 3.2: a Host is a MUST).
  private static let withoutHost = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"

  func isReached(in folder: TemporaryFolder, log: String, port: Int) -> Bool {
    switch self {
    case .accepting: true
    case .answering: LoopbackPort.answers(port, to: Self.withoutHost)
    case .saying(let words): folder.read(log).contains(words)
    case .writing(let file): !folder.read(file).isEmpty
    }
  }
}

/// What a learner may ask of a proxy beyond what it does as it is shipped.
public enum ProxySwitch: String, Sendable, Hashable, CaseIterable {
  /// Collects what the server sends, though the server asks it not to.
  case buffering
  /// Compresses event streams for a client that takes it.
  case gzip
  /// Cuts a stream after so much silence.
  case readTimeout = "read-timeout"
  /// Speaks TLS and HTTP/2.
  case http2
}

/// What a recipe is made with: what was asked for, and where its files are.
public struct ProxySetting: Sendable {
  /// What was asked for; its port is the one to listen on.
  public var options: ReverseProxy.Options
  /// The folder of its files.
  public var folder: String
  /// The user of the workers, where this program is root's.
  public var user: String?
  /// The path of the program.
  public var program: String

  /// Makes one.
  public init(
    _ options: ReverseProxy.Options, folder: String, user: String? = nil, program: String = ""
  ) {
    self.options = options
    self.folder = folder
    self.user = user
    self.program = program
  }

  /// The path of a file of the proxy.
  func path(_ file: String) -> String { "\(folder)/\(file)" }

  var port: Int { options.port }
  /// The server behind it, as `127.0.0.1:8080`.
  var upstream: String { "127.0.0.1:\(options.upstream)" }
  var isMended: Bool { options.isMended }
  var certificate: String { path(OwnCertificate.certificateFile) }
  var key: String { path(OwnCertificate.keyFile) }
  /// The certificate and its key in one file.
  var certificateWithKey: String { path(OwnCertificate.bothFile) }

  /// How long a stream may be silent: what was asked for, an hour where streams are to work, else nil
  /// for what the proxy does as it is shipped.
  var silence: Duration? { options.readTimeout ?? (isMended ? .seconds(3_600) : nil) }
  var silenceMilliseconds: Int? { silence?.wholeMilliseconds }
  /// The same in whole seconds, at least one.
  var silenceSeconds: Int? { silence.map { max(1, Int($0.components.seconds)) } }
}
