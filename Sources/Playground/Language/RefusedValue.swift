import ArgumentParser

/// A value that the parser refused, where its own words do not say why.
struct RefusedValue {
  /// What to say instead.
  let sentence: String

  /// Looks at the parser's sentence; nil when there is nothing to add to it.
  init?(_ message: String, _ arguments: [String]) {
    if let option = Self.option(in: message, after: "missing value for '"),
      let index = arguments.firstIndex(of: option), index + 1 < arguments.count
    {
      // What follows is an option of this command, so it is not taken for the value.
      let value = arguments[index + 1]
      sentence = "\(message): if '\(value)' is meant, write \(option)=\(value)"
    } else if message.hasPrefix("the value '"), !message.contains(": "),
      let option = Self.option(in: message, after: " is invalid for '"),
      Self.takesDuration(option, arguments)
    {
      let value = message.dropFirst("the value '".count).prefix { $0 != "'" }
      let isUnitMissing = Double(value).map { $0 >= 0 } ?? false
      sentence =
        message
        + (value.hasPrefix("-")
          ? ": a time is not negative"
          : isUnitMissing
            ? ": write \(value)ms or \(value)s" : ": write it as 20ms, 1s or 2m")
    } else if message.hasSuffix(" <milliseconds>'") {
      sentence = "\(message): give whole milliseconds, such as 500"
    } else if message.hasPrefix("the value '-"), !message.contains(": ") {
      sentence = "\(message): give a number that is not negative"
    } else {
      return nil
    }
  }

  private static func option(in message: String, after words: String) -> String? {
    guard let start = message.firstRange(of: words)?.upperBound else { return nil }
    return String(message[start...].prefix { $0 != " " && $0 != "'" })
  }

  /// Whether the command has such an option for a time.
  private static func takesDuration(_ option: String, _ arguments: [String]) -> Bool {
    takesDuration(option, CommandLanguage.path(in: arguments).type)
  }

  private static func takesDuration(_ option: String, _ type: any ParsableArguments.Type) -> Bool {
    Mirror(reflecting: type.init()).children.contains { child in
      if let group = child.value as? any OptionsOfAGroup {
        return takesDuration(option, group.options)
      }
      return (child.value is Option<Duration> || child.value is Option<Duration?>)
        && option == "--" + hyphenated(child.label ?? "")
    }
  }

  /// `_idleTimeout` as `idle-timeout`.
  private static func hyphenated(_ label: String) -> String {
    label.drop { $0 == "_" }.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
  }
}

/// Options that a command has in common with others.
private protocol OptionsOfAGroup {
  /// The type that declares them.
  var options: any ParsableArguments.Type { get }
}

extension OptionGroup: OptionsOfAGroup {
  fileprivate var options: any ParsableArguments.Type { Value.self }
}
