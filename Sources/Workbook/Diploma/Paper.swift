/// The paper that a diploma is printed on, lying on its long side.
///
/// Lengths are millimetres.
public enum Paper: String, Sendable, Hashable, CaseIterable {
  /// 297 by 210 mm.
  case a4
  /// 11 by 8.5 inches.
  case letter

  var width: Double { self == .a4 ? 297 : 279.4 }
  var height: Double { self == .a4 ? 210 : 215.9 }

  /// Its name for a style sheet.
  var cssName: String { self == .a4 ? "A4 landscape" : "letter landscape" }
}
