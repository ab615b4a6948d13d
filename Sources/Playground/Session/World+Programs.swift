import Browser
import FoundationEssentials
import OutsideServers
import ScalingFigures
import ScalingLab

extension OutsideProgram {
  /// Apache with PHP, for the laboratory; as a proxy it needs no PHP.
  static let apache = OutsideProgram(
    name: "apache2", packages: ["apache2", "libapache2-mod-php"])
  static let chromium = OutsideProgram(
    name: "chromium", files: Chromium.names, packages: ["chromium"])
  static let firefox = OutsideProgram(
    name: "firefox", files: Firefox.names, packages: ["firefox-esr"])
  static let webkit = OutsideProgram(
    name: "webkit", files: WebKit.names, packages: ["webkit2gtk-driver", "xvfb"])
  static let nginx = ProxyRecipe.nginx.program
  static let postgres = OutsideProgram(name: "postgres", packages: ["postgresql"])
  static let openssl = OutsideProgram(name: "openssl", packages: ["openssl"])

  /// Draws diplomas: librsvg's.
  static let rsvgConvert = OutsideProgram(name: "rsvg-convert", packages: ["librsvg2-bin"])

  /// All of which anything is known.
  static let known =
    [apache, chromium, firefox, NATSNode.program, openssl, postgres, rsvgConvert, webkit]
    + ProxyRecipe.all.map(\.program)

  /// The commands that start it; none when only pages do.
  var startedBy: [String] {
    let proxies = ProxyRecipe.all.filter { $0.program == self }.map {
      $0 == .nginx ? "proxy start" : "proxy start --with \($0.name)"
    }
    let others: [OutsideProgram: String] = [
      .apache: "scale --models apache", .chromium: "browser",
      .firefox: "browser --with firefox", .webkit: "browser --with webkit",
      NATSNode.program: "cluster start",
      ProxyRecipe.balancer.program: "cluster start", .openssl: "proxy start --http2",
      .postgres: "todo start --database postgres", .rsvgConvert: "diploma --pdf",
    ]
    return proxies + (others[self].map { [$0] } ?? [])
  }

  /// The command that installs packages.
  static func installing(_ packages: [String]) -> String {
    "sudo apt-get install \(packages.joined(separator: " "))"
  }

  /// What is said where these are missing, to go on as a sentence.
  static func missing(_ names: [String]) -> String {
    let packages = names.flatMap { name in
      known.first { $0.name == name }?.packages ?? [name]
    }
    let list = names.count < 2 ? names.joined() : Self.list(names)
    let verb = names.count < 2 ? "is" : "are"
    return "\(list) \(verb) not installed here (`\(installing(packages))`)"
  }

  private static func list(_ names: [String]) -> String {
    names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }
}

extension World {
  /// Whether a program can be started by this name or path.
  func holds(program: String) -> Bool {
    let places =
      program.contains("/")
      ? [program] : searchPath.split(separator: ":").map { "\($0)/\(program)" }
    return places.contains { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Where a program lies; nil when it is not installed.
  func path(of program: OutsideProgram) -> String? {
    if program == .postgres { return postgres?.folder }
    let folders = searchPath.split(separator: ":").map(String.init)
    let path = program.files.lazy
      .flatMap { file in (folders + systemFolders).map { "\($0)/\(file)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    // Without PHP, Apache is of no use to anybody here.
    if program == .apache, !ScalingModel.apache.isInstalled { return nil }
    return path
  }

  /// The programs of PostgreSQL, which Debian puts where no PATH leads.
  var postgres: PostgresInstallation? {
    let folders = searchPath.split(separator: ":").map(String.init)
    // A world without folders of the system has none of Debian's either.
    guard !systemFolders.isEmpty else {
      return PostgresInstallation.find(in: folders, versions: "")
    }
    return PostgresInstallation.find(in: folders)
  }

  /// The names of the known programs that are not installed.
  var missingPrograms: Set<String> {
    Set(OutsideProgram.known.filter { path(of: $0) == nil }.map(\.name))
  }
}
