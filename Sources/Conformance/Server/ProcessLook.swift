import Platform

/// What Linux tells of processes and sockets.
enum ProcessLook {
  /// How much memory a process has, in MB; nil where that cannot be seen.
  static func residentMegabytes(_ process: Int32) -> Int? {
    guard let text = Files.contents(of: "/proc/\(process)/status"),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return kilobytes / 1_024
  }

  /// Whether this machine still holds the near end of a connection whose far side is gone.
  ///
  /// That is a socket in ESTABLISHED or CLOSE_WAIT. Nil where sockets cannot be seen.
  static func isHeld(from port: Int, to other: Int) -> Bool? {
    guard let table = Files.contents(of: "/proc/net/tcp") else { return nil }
    let both = table + (Files.contents(of: "/proc/net/tcp6") ?? "")
    let ends = [port, other].map { ":" + hexadecimal($0) }
    return both.split(separator: "\n").contains { line in
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      guard fields.count > 3 else { return false }
      return fields[1].hasSuffix(ends[0]) && fields[2].hasSuffix(ends[1])
        && (fields[3] == "01" || fields[3] == "08")
    }
  }

  private static func hexadecimal(_ port: Int) -> String {
    let digits = String(port, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
