import Terminal

/// What is said before the first prompt.
enum Greeting {
  /// Three lines the first time, one afterwards.
  static func rows(isFirstRun: Bool) -> [Row] {
    guard isFirstRun else { return [Row("sse-workbook: 'help' lists the commands.")] }
    return [
      Row("Welcome to sse-workbook: Server-Sent Events, live on this machine."),
      Row("Type 'server start', then 'client connect', and watch both sides talk."),
      Row("'lessons' begins the course; 'help' lists what else there is; Ctrl-D leaves."),
    ]
  }
}
