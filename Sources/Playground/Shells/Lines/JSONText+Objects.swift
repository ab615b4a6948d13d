import EventStream
import VisibleText
import Workbook

/// The JSON objects that other programs read, with their keys in a fixed order; in their texts,
/// what cannot be seen is escaped, too, since people look at them in a terminal.
extension JSONText {
  /// An event as `sse parse` and `sse listen --json` print it.
  static func object(of event: MessageEvent) -> String {
    object([
      ("event", string(event.type)), ("data", string(event.data)),
      ("id", string(event.lastEventID)),
    ])
  }

  /// What a parser knows at the end of a stream.
  static func summary(of parser: EventStreamParser) -> String {
    object([
      ("lastEventId", string(parser.lastEventID)),
      ("retry", parser.reconnectionTime.map { String($0.wholeMilliseconds) } ?? "null"),
    ])
  }

  /// A quiz that was handed in.
  static func object(of result: QuizResult) -> String {
    let attempt = result.attempt
    let questions = result.entries.map { entry in
      object([
        ("id", string(entry.item.question.code)), ("points", String(entry.mark.points)),
        ("right", string(entry.mark.right)),
      ])
    }
    return object([
      ("quiz", string(attempt.quiz)), ("seed", String(attempt.seed)),
      ("practice", String(attempt.isPractice)), ("percent", result.percentText),
      ("grade", string(result.grade.rawValue)),
      ("questions", "[" + questions.joined(separator: ",") + "]"),
    ])
  }

  private static func string(_ text: String) -> String { quoted(text).escapingHidden }
}
