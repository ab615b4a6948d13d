/// Who of a class is where, as a table to take away.
public struct ClassBoard: Sendable, Hashable {
  /// Somebody at a machine of their own.
  public struct Row: Sendable, Hashable {
    /// Their name.
    public let name: String
    /// The lesson's id, or `quiz` and the quiz's; empty until it is known.
    public let lesson: String
    /// The page, counted from 1; of a quiz how many questions have an answer.
    public let page: Int
    /// How many there are.
    public let pages: Int
    /// `open`, `stuck`, `solved`, or empty where there is no task.
    public let task: String
    /// Since when it stands so, in seconds since 1970.
    public let since: Int
    /// When the machine was heard last, in seconds since 1970.
    public let heard: Int

    /// Makes one.
    public init(
      name: String, lesson: String, page: Int, pages: Int, task: String, since: Int, heard: Int
    ) {
      self.name = name
      self.lesson = lesson
      self.page = page
      self.pages = pages
      self.task = task
      self.since = since
      self.heard = heard
    }
  }

  /// Everybody, in the order in which they are to be listed.
  public let rows: [Row]

  /// Makes one.
  public init(_ rows: [Row]) { self.rows = rows }

  /// It as CSV: `name,lesson,page,pages,task,since,heard`, the times in UTC.
  public var csv: String {
    CSV.table(
      ["name", "lesson", "page", "pages", "task", "since", "heard"],
      rows.map { row in
        [
          .text(row.name), .text(row.lesson), .number(row.page), .number(row.pages),
          .text(row.task), .text(Timestamp(row.since).text), .text(Timestamp(row.heard).text),
        ]
      })
  }
}
