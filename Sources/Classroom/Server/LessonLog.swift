import EventServer
import EventStream
import Synchronization
import VisibleText

/// What has been shown to a class, as events: on a channel, and in a file from which the next wall
/// goes on with the same ids.
final class LessonLog: Sendable {
  /// Where phones follow it.
  static let path = "/lesson"

  let channel: EventChannel
  private struct State {
    var number: Int
    /// How many bytes more the file takes.
    var room = ClassLimits.lessonFileSize
  }
  private let epoch: Epoch
  private let file: Ledger?
  private let state: Mutex<State>

  /// Goes on with what these lines of a file say.
  init(epoch: Epoch, kept lines: [Substring] = [], file: Ledger? = nil) {
    self.epoch = epoch
    self.file = file
    channel = EventChannel(
      path: Self.path, historyLimit: ClassLimits.lessonEvents, epoch: epoch)
    var state = State(number: 0)
    for line in lines {
      state.room -= line.utf8.count + 1
      guard let (id, data) = Self.event(of: line), id.epoch == epoch, id.number > state.number
      else { continue }
      state.number = id.number
      _ = try? channel.publish(ServerSentEvent(id: id.description, data: data))
    }
    self.state = Mutex(state)
  }

  /// Shows a line of JSON to the class, and keeps it.
  ///
  /// It is in the file before any phone has its id, so that no id is ever of nothing.
  func publish(_ data: String) throws(PublishError) {
    try state.withLock { state throws(PublishError) in
      let id = CountedID(epoch, state.number + 1)
      let line = JSONText.object([("id", JSONText.quoted(id.description)), ("data", data)])
      if let file, state.room > line.utf8.count {
        state.room -= line.utf8.count + 1
        file.append(line)
      }
      state.number += 1
      _ = try channel.publish(ServerSentEvent(id: id.description, data: data))
    }
  }

  /// What a line of the file says; nil when it was cut.
  private static func event(of line: Substring) -> (CountedID, String)? {
    guard line.hasPrefix(idMark), line.hasSuffix("}}"),
      let data = line.firstRange(of: dataMark),
      let id = CountedID(line[..<data.lowerBound].dropFirst(idMark.count))
    else { return nil }
    return (id, String(line[data.upperBound...].dropLast()))
  }

  private static let idMark = #"{"id":""#
  private static let dataMark = #"","data":"#
}
