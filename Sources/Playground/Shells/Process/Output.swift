import Synchronization
import Terminal
import VisibleText

import Glibc

/// Writes whole lines to a descriptor, from any thread.
///
/// When the reader has gone (`sse listen … | head`) it remembers that and writes no more.
public final class Output: Sendable {
  /// Standard output.
  public static let standard = Output(descriptor: 1)
  /// Standard error.
  public static let error = Output(descriptor: 2)

  /// So many bytes of lines are collected before they are written.
  private static let batchSize = 64 << 10

  private let descriptor: Int32
  private let broken = Mutex<Int32?>(nil)

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// The reader has gone, or nothing more can be written.
  public var isBroken: Bool { broken.withLock { $0 != nil } }

  /// Why text was lost that was wanted, in the system's words; a reader that has gone wants none.
  var failure: String? {
    broken.withLock { $0 }.flatMap { $0 == EPIPE ? nil : String(cString: strerror($0)) }
  }

  /// The size of the terminal that shows what is written; nil when none does.
  var screen: Size? { Size.ofTerminal(descriptor) }

  /// Writes the line and a line feed, at once.
  public func line(_ text: String) { write(text + "\n") }

  /// Writes many lines, a good deal at once.
  func lines(_ make: ((String) -> Void) -> Void) {
    var text = ""
    make { line in
      text += line + "\n"
      if text.utf8.count >= Self.batchSize {
        write(text)
        text = ""
      }
    }
    write(text)
  }

  /// Writes a sentence for people, at once: where a terminal shows it, broken between words.
  public func sentence(_ text: String) { row(Row(text)) }

  /// Writes a row without its looks, at once: where a terminal shows it, broken between words.
  func row(_ row: Row) {
    let rows = screen.map { row.wrapped(to: $0.columns) } ?? [row]
    write(rows.map { $0.text + "\n" }.joined())
  }

  /// Writes the lines of a report: where a terminal shows it, broken between words.
  func report(_ lines: [String]) {
    guard let screen else { return self.lines { put in for line in lines { put(line) } } }
    let rows = ReportRows.rows(of: lines, width: screen.columns)
    self.lines { put in for row in rows { put(row.text) } }
  }

  /// Writes lines of text, at once; they cannot do anything else on a terminal than appear.
  public func write(_ text: String) { send(text.visibleLines) }

  /// Writes over what stands in the row of the cursor.
  func overwrite(_ text: String) { send("\r\u{1B}[K" + text.visible) }

  private func send(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      broken.withLock { broken in
        var rest = UnsafeRawBufferPointer(bytes)
        while broken == nil, !rest.isEmpty {
          let count = posixWrite(descriptor, rest.baseAddress, rest.count)
          if count >= 0 {
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
          } else if errno == EAGAIN {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = poll(&ready, 1, -1)
          } else if errno != EINTR {
            broken = errno
          }
        }
      }
    }
  }
}

private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  Glibc.write(descriptor, bytes, count)
}
