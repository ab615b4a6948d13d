import ArgumentParser
import ScalingLab
import Terminal

/// `doctor`: what this machine has of what the course can use.
struct DoctorCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("help")

  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is installed here, and which lessons therefore run live.",
    discussion: """
      It looks for programs, limits, the terminal, the course and the place of your progress, and \
      ends with the one command that installs what is missing. It starts and writes nothing.
      Example: doctor
      """)

  @Flag(help: "Print it as one JSON object.")
  var json = false

  var shellUse: ShellUse { .alone }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let checkup = Checkup(
      world: session.world, course: try? session.loadedCourse(),
      machine: .ofThisMachine(),
      terminal: .current(environment: session.world.environment))
    session.say(json ? [checkup.json] : checkup.rows(width: 80))
  }
}
