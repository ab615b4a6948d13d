import ArgumentParser

/// `reveal`: how the class has answered.
struct RevealCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("present")

  static let configuration = CommandConfiguration(
    commandName: "reveal",
    abstract: "Show how the class has answered; its most frequent guess is the wall's.",
    discussion: "Example: reveal")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    try session.reveal()
  }
}
