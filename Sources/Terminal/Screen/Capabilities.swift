internal import Glibc

/// What the terminal, if there is one, can do.
public struct Capabilities: Sendable, Hashable {
  /// How lines come in and rows go out.
  public enum Kind: Sendable, Hashable {
    /// Not a terminal on both ends: read lines, write prefixed lines.
    case script
    /// A terminal, but no escape sequence may be written: append only.
    case plain
    /// A terminal that can be painted.
    case full
  }

  /// Whether standard input is a terminal.
  public var isInputTerminal: Bool
  /// Whether standard output is a terminal.
  public var isOutputTerminal: Bool
  /// The value of `TERM`.
  public var term: String
  /// Whether colours and emphasis may be used: `NO_COLOR` is unset or empty.
  public var hasColor: Bool
  /// Whether the user asked for plain text (`--plain`).
  public var prefersPlain: Bool
  /// The size of the screen at the start.
  public var size: Size

  /// Makes capabilities, in a test for example.
  public init(
    isInputTerminal: Bool, isOutputTerminal: Bool, term: String = "xterm-256color",
    hasColor: Bool = true, prefersPlain: Bool = false, size: Size = .standard
  ) {
    self.isInputTerminal = isInputTerminal
    self.isOutputTerminal = isOutputTerminal
    self.term = term
    self.hasColor = hasColor
    self.prefersPlain = prefersPlain
    self.size = size
  }

  /// What standard input and output are now, given the environment.
  public static func current(
    environment: [String: String], prefersPlain: Bool = false
  ) -> Capabilities {
    Capabilities(
      isInputTerminal: isatty(0) == 1, isOutputTerminal: isatty(1) == 1,
      term: environment["TERM"] ?? "", hasColor: (environment["NO_COLOR"] ?? "").isEmpty,
      prefersPlain: prefersPlain, size: Size.ofTerminal(1) ?? .standard)
  }

  /// What follows from all of it.
  public var kind: Kind {
    if !isInputTerminal || !isOutputTerminal { return .script }
    let isDumb = ["", "dumb", "unknown", "emacs"].contains(term)
    return prefersPlain || isDumb ? .plain : .full
  }

  /// Whether rows on standard output may carry colours: also when only the output is a terminal.
  public var writesColor: Bool {
    isOutputTerminal && hasColor && !prefersPlain && !["", "dumb", "unknown"].contains(term)
  }
}

extension Size {
  /// The size of the terminal behind a descriptor; nil when there is none, or it does not say.
  public static func ofTerminal(_ descriptor: Int32) -> Size? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }
}
