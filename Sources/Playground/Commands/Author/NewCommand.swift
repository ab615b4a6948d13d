import ArgumentParser
import Workbook

/// `sse new`: a commented template for a lesson or a quiz.
struct NewCommand: ShellCommand {
  /// What can be begun.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case lesson, quiz
  }

  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a commented template of a lesson or a quiz.",
    discussion: "Example: sse new lesson 'Slow readers'")
  static let atThePrompt = "authors use it there"

  @Argument(help: "lesson or quiz.")
  var kind: Kind

  @Argument(help: "Its title.")
  var name: String

  func run(in shell: Shell) async throws -> Int32 {
    let content = NewContent(folder: try CourseFolder.find(in: shell.world))
    do throws(NewContent.Problem) {
      let path = kind == .lesson ? try content.lesson(named: name) : try content.quiz(named: name)
      shell.output.line("\(path) is written; 'sse lint' says what it still needs")
      return 0
    } catch {
      throw CommandFailure.failed(error.description)
    }
  }
}
