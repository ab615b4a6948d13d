import EventClient

/// Which build of the program this is.
enum Release {
  /// The version of the program; `CHANGELOG.md` has what came with it, and `scripts/package` names
  /// its files by it.
  static let version = "0.1.0"

  /// Whether the compiler optimised it: only then do its times say anything.
  static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  /// Whether it speaks TLS: a clone's first build leaves that out.
  static var hasTLS: Bool {
    #if TLS
      true
    #else
      false
    #endif
  }

  /// The processor that it is built for, as the kernel calls it.
  static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #else
      "another processor"
    #endif
  }

  /// What adds TLS to a clone's build.
  static let commandForTLS = "scripts/run --https"

  /// Why nothing of https can be done, and what to do.
  static let withoutTLS =
    "https was left out of this build, which made it quicker: '\(commandForTLS)' adds it"

  /// What is said below times that a program took of itself which was built quickly.
  static let noteOnTimes =
    "Measured with a program that was built quickly, and is not optimised: an installed sse, and "
    + "one of 'swift build -c release', are faster."
}

extension ConnectionProblem {
  /// What is wrong, with what to do about it in this program.
  var sentence: String {
    code == .withoutTLS ? Release.withoutTLS : description
  }
}
