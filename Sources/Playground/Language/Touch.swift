import OutsideServers

/// What one line of a command touches outside the servers, the client and the list of its session.
///
/// Every command declares it in its own file. Whoever runs a line that the learner did not type
/// asks before it runs: see ``Confinement``.
enum Touch: Hashable, Sendable {
  /// Nobody has said, so it may be anything.
  case undeclared
  /// Writes a file at this path, as it was given.
  case writesFile(String)
  /// Shows what a file at this path holds, or what follows from it.
  case readsFile(String)
  /// Opens a database that outlives the session: a file, or a server's URL.
  case opensDatabase(String)
  /// Adds, changes or removes rows of the session's TODO list, wherever that is kept.
  case changesRows
  /// Connects to this address, a whole URL.
  case connects(String)
  /// Starts this program, one of the known ones: see ``OutsideProgram``.
  case starts(String)
  /// Runs a command that a page brings along, which may be anything.
  case runsCommand(String)
  /// Lets others in at this address of the machine.
  case letsIn(String)
  /// Ends or forgets what cannot be brought back, in words that go on "it takes away …".
  case destroys(String)
}
