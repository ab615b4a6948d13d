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
    switch form {
    case .one(let options):
      guard answer.texts.count == 1, let text = answer.texts.first else {
        throw AnswerProblem("This question has one right option; give one letter.")
      }
      return .text(try option(text, of: options))
    case .several(let options):
      let chosen = try answer.texts.map { text throws(AnswerProblem) in
        try option(text, of: options)
      }
      return .list(options.filter(chosen.contains))
    case .order(let steps): return .list(try ordered(answer, steps))
    case .match(let left, let right): return .pairs(try matched(answer, left, right))
    case .perEvent, .practical: return .list(answer.texts)
    case .text, .number, .whole: return .text(answer.texts.joined(separator: " "))
    }
  }

  private func option(_ text: String, of options: [String]) throws(AnswerProblem) -> String {
    let wanted = text.trimming { $0.isWhitespace }
    if let same = options.first(where: { $0 == wanted }) { return same }
    let letter = wanted.lowercased()
    if let index = options.indices.first(where: { optionLetter($0) == letter }) {
      return options[index]
    }
    // What is shown as code is typed as it looks.
    let same = options.filter { $0.replacing("`", with: "").lowercased() == letter }
    if same.count == 1 { return same[0] }
    let last = optionLetter(max(options.count - 1, 0))
    throw AnswerProblem("There is no option '\(wanted)'; the options are a to \(last).")
  }

  private func ordered(_ answer: Answer, _ steps: [String]) throws(AnswerProblem) -> [String] {
    let chosen = try answer.texts.map { text throws(AnswerProblem) in
      try option(text, of: steps)
    }
    guard chosen.count == steps.count, Set(chosen).count == steps.count else {
      throw AnswerProblem("Give each of the \(steps.count) steps once.")
    }
    return chosen
  }

  private func matched(
    _ answer: Answer, _ left: [String], _ right: [String]
  ) throws(AnswerProblem) -> [String: String] {
    var result: [String: String] = [:]
    switch answer {
    case .pairs(let pairs):
      for (key, value) in pairs {
        let number = Int(key).flatMap { left.indices.contains($0 - 1) ? left[$0 - 1] : nil }
        guard let side = left.first(where: { $0 == key }) ?? number else {
          throw AnswerProblem("There is no '\(key)' on the left side.")
        }
        result[side] = try option(value, of: right)
      }
    case .list, .text:
      guard answer.texts.count == left.count else {
        throw AnswerProblem("Give a letter for each of the numbers 1 to \(left.count).")
      }
      for (side, text) in zip(left, answer.texts) { result[side] = try option(text, of: right) }
    }
    return result
  }
}

extension QuizItem {
  /// Reads an answer as it is typed at the prompt.
  public func read(typed line: String) throws(AnswerProblem) -> Answer {
    let line = line.trimming { $0.isWhitespace }
    guard !line.isEmpty else { throw AnswerProblem(form.instruction) }
    switch form {
    case .one, .text: return try resolved(.text(line))
    case .number: return .text(try number(line))
    case .whole where line.lowercased() == "(empty)": return .text("")
    case .whole(let reading)
    where reading.facet == .retry && ["none", "nothing"].contains(line.lowercased()):
      return .text("")
    case .whole(let reading):
      return .text([.count, .retry].contains(reading.facet) ? try number(line) : line)
    case .several, .order: return try resolved(.list(letters(in: line)))
    case .match(let left, _): return try resolved(pairs(in: line, of: left))
    case .perEvent: return .list(Self.events(in: line))
    case .practical: return .list([line])
    }
  }

  /// A slip of the finger is not an answer: what is no number is asked for again.
  private func number(_ line: String) throws(AnswerProblem) -> String {
    guard let (_, name) = NumberKey.parse(line) else {
      throw AnswerProblem("'\(line)' is no number. \(form.instruction)")
    }
    if case .number(let unit?) = form, let name, !NumberKey.fits(name, beside: unit) {
      throw AnswerProblem("'\(line)' has another unit. \(form.instruction)")
    }
    return line
  }

  /// Splits `a c`, `a, c` and `ac`.
  private func letters(in line: String) -> [String] {
    let words = line.split { $0.isWhitespace || $0 == "," }.map(String.init)
    guard words.count == 1, let word = words.first, word.count > 1 else { return words }
    let known = Set(form.options.indices.map(optionLetter))
    let letters = word.lowercased().map { String($0) }
    return letters.allSatisfy(known.contains) ? letters : words
  }

  /// Splits `1c 2a 3b`, `1=c, 2=a` and `c a b`; the numbers are places, also where the left sides
  /// are numbers themselves.
  private func pairs(in line: String, of left: [String]) -> Answer {
    var result: [String: String] = [:]
    for word in line.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      let number = word.prefix { $0.isNumber }
      let letter = word.dropFirst(number.count).filter { $0.isLetter }
      guard !number.isEmpty, !letter.isEmpty else { return .list(letters(in: line)) }
      let place = Int(number).map { $0 - 1 } ?? -1
      result[left.indices.contains(place) ? left[place] : String(number)] = letter
    }
    return .pairs(result)
  }

  /// Splits `ham | (empty) | two\nlines`.
  static func events(in line: String) -> [String] {
    guard !["none", "no event", "no events"].contains(line.lowercased()) else { return [] }
    return line.split(separator: "|", omittingEmptySubsequences: false).map { piece -> String in
      // One space on either side belongs to the bar; any further one is the learner's.
      var piece = piece
      if piece.first == " " { piece.removeFirst() }
      if piece.last == " " { piece.removeLast() }
      return piece.lowercased() == "(empty)" ? "" : String(piece).replacing("\\n", with: "\n")
    }
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
