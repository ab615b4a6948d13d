import ArgumentParser
import Workbook

/// What lines of a page may do in this session.
extension Session {
  /// The lesson on the screen as an origin of lines.
  var pageOrigin: Origin { .page(confinement(needing: openLesson?.player.lesson.needs ?? [])) }

  /// Lines of a page that needs these programs, as things stand now.
  func confinement(needing programs: Set<String>) -> Confinement {
    Confinement(
      programs: programs, isTrusted: isCourseTrusted,
      servers: [server?.url, todo?.url, model?.url, proxy?.url, cluster?.url].compactMap(\.self),
      keepsList: todo?.outlivesSession == true)
  }

  /// The one gate: refuses what a page may not do, whoever runs its line.
  func admit(_ command: any ParsableCommand, _ line: String, by origin: Origin) throws {
    guard case .page(let page) = origin, let command = command as? any PlaygroundCommand else {
      return
    }
    let now = confinement(needing: page.programs)
    guard let reason = now.refusal(of: line, touching: command.touches) else { return }
    confined.append(Confined(line: line, reason: reason))
    throw CommandFailure.failed(
      "a page may not run '\(line)': it \(reason); type it yourself if you mean it")
  }
}

extension Session {
  /// The lines of pages that were not run since this was asked last.
  func takeConfined() -> [Confined] {
    defer { confined = [] }
    return confined
  }
}

/// A line of a page that was not run.
struct Confined: Sendable, Hashable {
  let line: String
  /// To go on as "it …".
  let reason: String
}

extension Lesson {
  /// The programs that it names anywhere after `needs`.
  var needs: Set<String> {
    Set(
      pages.flatMap(\.blocks).flatMap { block in
        switch block {
        case .prose, .prediction, .fold, .build: [String]()
        case .console(let transcript), .recording(let transcript, _): transcript.needs
        case .task(let exercise), .leftOut(let exercise, _): exercise.needs
        }
      })
  }
}
