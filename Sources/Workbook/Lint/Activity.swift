/// How much a learner does, and how much is watched.
public struct Activity: Sendable, Hashable {
  /// The commands that stand ready, which Enter alone runs.
  public var commands = 0
  /// The tasks.
  public var tasks = 0
  /// The predictions.
  public var predictions = 0
  /// The pages on which something stands ready to be run.
  public var pagesThatRun = 0
  /// Those among them that ask first.
  public var pagesThatAsk = 0

  /// Nothing at all.
  public init() {}

  /// Counts a lesson, also what cannot run on this machine.
  public init(_ lesson: Lesson) {
    for page in lesson.pages {
      let consoles = page.blocks.compactMap { block -> Transcript? in
        switch block {
        case .console(let transcript), .recording(let transcript, _): transcript
        default: nil
        }
      }
      commands += consoles.reduce(0) { $0 + $1.commands.count }
      tasks += page.blocks.count { block in
        switch block {
        case .task, .leftOut, .build: true
        default: false
        }
      }
      predictions += page.predictions.count
      guard consoles.contains(where: { !$0.commands.isEmpty }) else { continue }
      pagesThatRun += 1
      if !page.predictions.isEmpty { pagesThatAsk += 1 }
    }
  }

  /// Both together.
  public static func + (left: Activity, right: Activity) -> Activity {
    var sum = left
    sum.commands += right.commands
    sum.tasks += right.tasks
    sum.predictions += right.predictions
    sum.pagesThatRun += right.pagesThatRun
    sum.pagesThatAsk += right.pagesThatAsk
    return sum
  }

  /// How many commands are watched for each task or prediction; nil when there is none of these.
  public var ratio: Double? {
    let acts = tasks + predictions
    return acts == 0 ? nil : Double(commands) / Double(acts)
  }
}

/// How much a course may let its learners watch; `limits` in `course.yaml`.
public struct ActivityLimits: Sendable, Hashable {
  static let keys = ["watching-to-doing", "ask-first"]

  /// How many commands may stand ready for each task or prediction, over the whole course.
  public let commandsForEachAct: Int?
  /// How many in a hundred of the pages that run something must ask first.
  public let percentAskingFirst: Int?

  /// No limits.
  public init(commandsForEachAct: Int? = nil, percentAskingFirst: Int? = nil) {
    self.commandsForEachAct = commandsForEachAct
    self.percentAskingFirst = percentAskingFirst
  }

  init(_ fields: FieldReader) {
    fields.allow(Self.keys)
    self.init(
      commandsForEachAct: fields.integer("watching-to-doing", in: 1...1000),
      percentAskingFirst: fields.integer("ask-first", in: 0...100))
  }

  /// What goes beyond them, a sentence each.
  func complaints(about activity: Activity) -> [String] {
    var found: [String] = []
    let acts = activity.tasks + activity.predictions
    if let most = commandsForEachAct, activity.commands > most * acts {
      found.append(
        "\(activity.commands) commands stand ready for \(acts) tasks and predictions:"
          + " \(most) for each are the most")
    }
    if let least = percentAskingFirst,
      activity.pagesThatAsk * 100 < least * activity.pagesThatRun
    {
      found.append(
        "\(activity.pagesThatAsk) of \(activity.pagesThatRun) pages that run something ask first:"
          + " \(least) % are the least")
    }
    return found
  }
}

extension Course {
  /// How much a learner does in all its lessons.
  public var activity: Activity { lessons.map(Activity.init).reduce(Activity(), +) }
}
