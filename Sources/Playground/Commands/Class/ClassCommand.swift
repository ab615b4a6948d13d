import ArgumentParser
import Classroom
import Workbook

/// `class`: who looks on, and what is kept of them.
struct ClassCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.beside("present")

  static let configuration = CommandConfiguration(
    commandName: "class",
    abstract: "Say how the class stands, who is there, and what is kept.",
    discussion: "Example: class",
    subcommands: [
      Status.self, Names.self, Board.self, Address.self, Lock.self, Unlock.self, Quiz.self,
      End.self, Kept.self, Forget.self, Add.self, Results.self, Items.self, Diplomas.self,
      Join.self, Leave.self, Send.self,
    ],
    defaultSubcommand: Status.self)

  /// Where classes are kept in a folder of state.
  static func root(in state: String) -> String { state + "/classes" }

  /// `class status`, the default subcommand.
  struct Status: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how many are there, have answered, are lost.",
      discussion: "Example: class status")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      if let card = session.desk?.card {
        return session.say("you are in class '\(card.className)' at \(card.url) as \(card.name)")
      }
      let classroom = try session.neededClass()
      let attendance = classroom.server.attendance
      var lines = [
        "\(classroom.invitation.url)  \(attendance.here) here, "
          + "\(attendance.demonstrating) of them clients of the demonstration"
      ]
      if let answered = attendance.answered { lines.append("\(answered) have answered") }
      lines.append("\(attendance.lost) lost, \(attendance.slower) want it slower")
      if attendance.desks > 0 {
        lines.append(
          "\(attendance.desks) at machines of their own, \(attendance.stuck) of them stuck: "
            + "'class board' says where")
      }
      if let homecoming = attendance.homecoming {
        lines.append("\(homecoming.away.count) of \(homecoming.cut) came back after the last cut")
      }
      session.say(lines)
    }
  }

  /// `class names`: who has given himself a name.
  struct Names: ReadingCommand, TeachersCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the names, those who are lost first.", discussion: "Example: class names")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let server = try session.neededClass().server
      let lost = server.lost
      let names = lost.map { "\($0)  is lost" } + server.names.filter { !lost.contains($0) }
      session.say(names.isEmpty ? ["nobody has given himself a name"] : names)
    }
  }

  /// `class address`: the way in, once more.
  struct Address: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the address and its QR code once more.", discussion: "Example: class address")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      session.say(try session.neededClass().invitation.lines)
    }
  }

  /// `class lock`: nobody changes his name any more.
  struct Lock: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lock the names.", discussion: "Example: class lock")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      try session.neededClass().server.isLocked = true
      session.say("the names are locked; 'class unlock' opens them again")
    }
  }

  /// `class unlock`: names may change again.
  struct Unlock: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let phones change their names again.", discussion: "Example: class unlock")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      try session.neededClass().server.isLocked = false
      session.say("names can be changed")
    }
  }

  /// `class end`: the class goes home, the session goes on.
  struct End: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "End the class; what is kept of it stays.", discussion: "Example: class end")

    var touches: [Touch] { [.destroys("the class that looks on")] }

    func run(in session: isolated Session) async throws {
      let name = try session.neededClass().server.configuration.name
      session.say("the class is over; 'present --resume --class \(name)' goes on with it")
      await session.stopClass()
    }
  }

  /// `class kept`: the classes of which something is kept.
  struct Kept: ReadingCommand, TeachersCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the classes of which something is kept, the newest first.",
      discussion: "Example: class kept")

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let names = session.world.stateDirectory.map { ClassFolder.names(in: root(in: $0)) } ?? []
      session.say(names.isEmpty ? ["nothing is kept of any class"] : names)
    }
  }

  /// `class forget`: what is kept of a class is deleted.
  struct Forget: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete the names, votes and results of a class.",
      discussion: "Example: class forget 2026-11-30")

    @Argument(help: "The class; 'class kept' lists them.")
    var name: String

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [.destroys("what is kept of a class")] }

    func run(in session: isolated Session) async throws {
      guard let state = session.world.stateDirectory else {
        throw CommandFailure.failed("nothing is kept here: there is no folder for it")
      }
      do throws(ClassFolderProblem) {
        try ClassFolder(root: root(in: state), name: name).forget()
      } catch { throw CommandFailure.failed(error.description) }
      session.say("nothing is kept of class '\(name)' any more")
    }
  }
}
