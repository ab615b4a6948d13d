public import ArgumentParser

/// The root of the command language, and of the program.
public struct SSE: ParsableCommand {
  /// Its name, its words for `--help`, and all commands in groups.
  public static let configuration = CommandConfiguration(
    commandName: "sse",
    abstract: "Learn Server-Sent Events with a real server and a real client, side by side.",
    discussion: """
      Without a command it opens a prompt; commands can also be piped in. \
      --state DIR keeps progress elsewhere, --course DIR reads lessons from elsewhere, \
      --trust lets those run commands of their own, --plain draws no panes; all four go before or \
      after the command.
      """,
    version: "sse-workbook \(Release.version)",
    groupedSubcommands: [
      CommandGroup(
        name: "Learn",
        subcommands: [
          LessonsCommand.self, LessonCommand.self, HandoutCommand.self, NextCommand.self,
          BackCommand.self,
          PageCommand.self, SkipCommand.self, HintCommand.self, ShowCommand.self,
          SolutionCommand.self,
          ResetCommand.self, HelpfulCommand.self, GlossaryCommand.self, ProgressCommand.self,
          WorkshopCommand.self,
        ]),
      CommandGroup(
        name: "Quiz", subcommands: [QuizCommand.self, DiplomaCommand.self]),
      CommandGroup(
        name: "Stream",
        subcommands: [
          ServerCommand.self, ClientCommand.self, SendCommand.self, CommentCommand.self,
          DropCommand.self, FaultCommand.self, WaitCommand.self, ProxyCommand.self,
          ClusterCommand.self,
        ]),
      CommandGroup(
        name: "Look",
        subcommands: [
          WireCommand.self, LayoutCommand.self, CurlCommand.self, OpenCommand.self,
          BrowserCommand.self, ClearCommand.self, SaveCommand.self,
        ]),
      CommandGroup(
        name: "Class",
        subcommands: [
          PresentCommand.self, RevealCommand.self, AskCommand.self, BlankCommand.self,
          ClassCommand.self,
        ]),
      CommandGroup(name: "Todo", subcommands: [TodoCommand.self]),
      CommandGroup(name: "Model", subcommands: [ModelCommand.self]),
      CommandGroup(name: "Scale", subcommands: [ScaleCommand.self]),
      CommandGroup(
        name: "In a shell",
        subcommands: [
          ServeCommand.self, ListenCommand.self, ParseCommand.self, CheckCommand.self,
          LintCommand.self, NewCommand.self,
        ]),
      CommandGroup(
        name: "Prompt",
        subcommands: [
          HelpCommand.self, DoctorCommand.self, HistoryCommand.self, QuitCommand.self,
        ]),
    ]
  )

  /// The root; it does nothing by itself.
  public init() {}
}
