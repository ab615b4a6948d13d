/// The size of a screen, in cells.
public struct Size: Sendable, Hashable {
  /// Cells in a row.
  public var columns: Int
  /// Rows.
  public var rows: Int

  /// Makes a size.
  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// What a terminal that does not say is taken for.
  public static let standard = Size(columns: 80, rows: 24)
}
