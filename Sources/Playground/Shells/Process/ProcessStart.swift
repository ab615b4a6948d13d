import Glibc

/// What a process has to put right before it does anything else, while it has one thread.
enum ProcessStart {
  static func prepare() {
    openStandardStreams()
    // The runtime takes SIGQUIT for a crash: it reports one, and lets the program go on. It
    // is sent to end the program, and so it does, also after a prompt has put its terminal right.
    signal(SIGQUIT, SIG_DFL)
  }

  /// Opens what of descriptors 0 to 2 was closed, as in `sse serve >&-`.
  ///
  /// Otherwise a socket or the like would take the number, and be written to as standard output.
  private static func openStandardStreams() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest free number is this one, since those below it are open.
      _ = open("/dev/null", O_RDWR)
    }
  }
}
