import EventServer

/// How far a channel has followed its stream, and what is to be made of what it hears.
///
/// A value without a connection: every decision about numbers, lives and holes is taken here.
struct LogPlace: Sendable, Hashable {
  /// The life of the stream, which its `created` names.
  var epoch: Epoch
  /// The number of the event that was heard last; 0 before the first.
  var last: Int
  /// The mark of that event; nil where it is not known, after a gap.
  var mark: Int?

  /// The place before the first event that a stream keeps.
  init(before info: StreamInfo) {
    epoch = info.epoch
    last = info.first - 1
  }

  /// The id of the event that was heard last.
  var id: String { id(of: last) }

  func id(of number: Int) -> String { CountedID(epoch, number).description }

  /// What a message is, to a follower that stands here.
  enum Hearing: Sendable, Hashable {
    /// The next one.
    case next
    /// The next one but some, which are fetched first.
    case beyondHole
    /// One that was heard before.
    case known
    /// Another one under the number that was heard last: the numbers begin anew.
    case another

    /// Whether there is something in it that was not heard.
    var isNews: Bool { self == .next || self == .beyondHole }
  }

  /// What a message is.
  ///
  /// One of an earlier number was fetched before it came, or belongs to another life; the caller has
  /// that looked into, since from here the two look alike.
  func hearing(_ message: StoredMessage) -> Hearing {
    if message.number == last + 1 { return .next }
    if message.number > last { return .beyondHole }
    if message.number == last, let mark, mark != message.mark { return .another }
    return .known
  }

  mutating func pass(_ message: StoredMessage) {
    last = message.number
    mark = message.mark
  }

  mutating func skip(to number: Int) {
    last = number
    mark = nil
  }

  /// What a stream has become, to a follower that stands here.
  enum Finding: Sendable, Hashable {
    /// The one that was followed, and nothing is missing that it still has.
    case asKnown
    /// Events that were not heard are kept no longer.
    case trimmed
    /// It was deleted and made again: its numbers mean other events.
    case anew
    /// It came back with fewer events than it had said: those numbers are given again.
    case shorter
  }

  /// What a stream has become; `isAnother` says that the number heard last is another event's now.
  func finding(_ info: StreamInfo, isAnother: Bool = false) -> Finding {
    if info.epoch != epoch { return .anew }
    if info.last < last || isAnother { return .shorter }
    if info.first > last + 1 { return .trimmed }
    return .asKnown
  }

  /// Where to go on after a finding, once readers were told of the gap; nil where there is none.
  func place(after finding: Finding, _ info: StreamInfo) -> LogPlace? {
    switch finding {
    case .asKnown: return nil
    case .trimmed, .anew: return LogPlace(before: info)
    case .shorter:
      var place = self
      place.skip(to: info.last)
      return place
    }
  }
}
