/// `do`: do something with live processes.
struct DoQuestion: QuestionKind {
  static let key = "do"
  static let others = ["expect", "misses", "hints", "answer"]

  /// What is to be done.
  let task: Exercise

  init(_ task: Exercise) { self.task = task }

  init?(_ fields: FieldReader) {
    let setup = ExerciseReader.commands(in: fields.texts("do"))
    let (id, ask) = (fields.text("id") ?? "", fields.text("ask") ?? "")
    let task = ExerciseReader(fields: fields).read(id: id, ask: ask, setup: setup)
    guard let task else { return nil }
    self.init(task)
  }

  var exercise: Exercise? { task }

  func form(using generator: inout SeededGenerator) -> any AnswerForm { PracticalForm() }

  func exported(using generator: inout SeededGenerator) -> ExportedForm {
    .none(because: "it is done with live processes, which only this program has")
  }

  /// What the lines say is worth nothing: what they did is, see ``QuizItem/mark(_:deed:in:)``.
  func judgement(of answer: Answer) -> Judgement { Judgement(false, right: "") }

  /// Only a lab can tell; `sse lint` plays the author's.
  var rightAnswer: Answer? { nil }
  /// As for a task, its `misses` are played.
  var nearMisses: [Answer] { [] }
  var texts: [String] { [] }
  /// Any way to the goal counts.
  var typedKey: String? { nil }
}

/// Do it with live processes; the answer is the commands.
private struct PracticalForm: AnswerForm {
  var instruction: String { "Do it at the prompt, then type: done" }
  var shape: String {
    "a list of command lines, played one after the other without a pause: what takes time needs"
      + " its 'wait'"
  }

  func read(_ line: String) -> Answer { .list([line]) }
  func resolved(_ answer: Answer) -> Answer { .list(answer.texts) }
}

extension Question.Kind {
  static func practical(_ exercise: Exercise) -> Self { Self(DoQuestion(exercise)) }
}

extension QuizItem.Form {
  static let practical = Self(PracticalForm())
}
