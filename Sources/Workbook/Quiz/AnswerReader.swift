/// Why an answer cannot be taken as it stands; nothing is marked for it.
public struct AnswerProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// One sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension QuizItem {
  /// Turns letters into the texts that they stand for, so that an answer means the same however
  /// the options were shuffled; a text that is no letter is taken as it is.
  ///
  /// So are texts of earlier versions of the question, so that old attempts can be marked again.
  public func resolved(_ answer: Answer) throws(AnswerProblem) -> Answer {
    let answer = question.was.isEmpty ? answer : answer.reworded { question.was[$0] ?? $0 }
    return try form.own.resolved(answer)
  }

  /// Reads an answer as it is typed at the prompt.
  public func read(typed line: String) throws(AnswerProblem) -> Answer {
    let line = line.trimming { $0.isWhitespace }
    guard !line.isEmpty else { throw AnswerProblem(form.instruction) }
    return try resolved(form.own.read(line))
  }
}

extension StringProtocol {
  /// Without the characters at either end that pass the test.
  func trimming(_ isTrimmed: (Character) -> Bool) -> String {
    var rest = self[...]
    while let first = rest.first, isTrimmed(first) { rest.removeFirst() }
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return String(rest)
  }
}
