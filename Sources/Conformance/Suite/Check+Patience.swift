extension Check {
  /// The longest time that it waits for one thing to happen; for a parser's none.
  ///
  /// A subject that does at once what is asked makes it much shorter.
  public var patience: Duration {
    switch body {
    case .stream, .cuts: .zero
    case .scenario(let scenario): scenario.limit
    case .visit(let visit): visit.patience
    }
  }
}

extension Visit {
  fileprivate var patience: Duration {
    steps.map { step in
      switch step {
      case .head(let head): head.within
      case .event(_, _, _, _, let limit), .numbered(_, _, _, _, let limit),
        .bytes(_, _, let limit), .ended(_, let limit, _), .gone(let limit), .left(_, let limit),
        .quiet(_, _, let limit), .noBody(_, let limit), .pause(let limit), .told(_, let limit),
        .nothingTwice(_, _, let limit):
        limit
      default: .zero
      }
    }.max() ?? .zero
  }
}
