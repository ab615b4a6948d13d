import Classroom
import Synchronization

/// What comes from the speaker's phone, for whoever runs the lines of the session.
final class SpeakerWords: Sendable {
  private let listener = Mutex<(@Sendable (SpeakerWord) -> Void)?>(nil)

  /// Hands each word to this listener from now on.
  func listen(_ listener: @escaping @Sendable (SpeakerWord) -> Void) {
    self.listener.withLock { $0 = listener }
  }

  /// A word has come; false when nobody listens.
  func hear(_ word: SpeakerWord) -> Bool {
    let listener = listener.withLock(\.self)
    listener?(word)
    return listener != nil
  }
}
