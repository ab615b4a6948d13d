import Platform

/// How a class comes in: the address, large enough for the last row, and as a QR code.
struct ClassInvitation {
  /// The addresses by which others reach this machine.
  let hosts: [String]
  /// The address that is listened on.
  let host: String
  let port: Int
  let isLight: Bool

  /// The address for the class.
  var url: String { ServerOptions.url(host: hosts.first ?? host, port: port) + "/" }

  /// The lines, at most 78 columns wide.
  var lines: [String] {
    var lines = ["", "    " + url.map(String.init).joined(separator: " "), ""]
    if isForOthers, let code = QRCode(url) {
      lines += code.rows(onLight: isLight).map { "    " + $0 }
    }
    if hosts.count > 1 {
      lines.append("this machine has other addresses, too:")
      lines += hosts.dropFirst().map { "    \(ServerOptions.url(host: $0, port: port))/" }
      lines.append("--host ADDRESS listens on one of them alone, and draws its code")
    }
    lines += isForOthers ? Self.forOthers : Self.forThisMachine
    return lines
  }

  private var isForOthers: Bool { !Loopback.holds(hosts.first ?? host) }

  private static let forOthers = [
    "A guest network may keep phones from reaching this machine: try it with one of them first.",
    "The connection is not encrypted; only the class's own pages are open on this address.",
  ]

  private static let forThisMachine = [
    "Only browsers on this machine reach it: --host 0.0.0.0 lets phones in."
  ]
}
