/// What a question is in a school's system: the form that its kind gives it there.
///
/// Options and sides stand in the order in which they are to be written, already shuffled; their
/// texts are the author's Markdown.
enum ExportedForm: Sendable, Hashable {
  /// Tick one, or all that are right.
  case choice([Question.Option], several: Bool)
  /// Type one of these; `exact` when capitals count.
  case text([String], exact: Bool)
  /// Type this number.
  case number(NumberKey)
  /// Put these steps, here in their right order, in order.
  case order([String])
  /// Find for each left side its right one; `extra` belong to none.
  case match([Question.Pair], extra: [String])
  /// No system holds it, because … (the rest of a sentence about the question).
  case none(because: String)
}
