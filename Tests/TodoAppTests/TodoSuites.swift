import Testing

/// The suites that start servers, databases and browsers: one test after the other, so that a
/// small machine is not asked for all of them at once.
@Suite(.serialized) enum TodoSuites {}
