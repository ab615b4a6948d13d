public import ArgumentParser
import EventStream

/// Durations are typed as `20ms`, `1s`, `1.5s`, `2m`.
extension Duration: @retroactive ExpressibleByArgument {
  /// Reads a number and its unit; nil for anything else, and for what is negative.
  public init?(argument: String) {
    let number = argument.prefix { $0.isNumber || $0 == "." }
    guard let value = Double(number), value.isFinite, value < 1e9 else { return nil }
    switch argument.dropFirst(number.count) {
    case "ms": self = .microseconds(Int64(value * 1000))
    case "s": self = .microseconds(Int64(value * 1_000_000))
    case "m": self = .microseconds(Int64(value * 60_000_000))
    default: return nil
    }
  }
}

extension Duration {
  /// As it is typed: `500 ms`, or `5 s` when it is whole seconds.
  var inWords: String {
    let time = wholeMilliseconds
    return time % 1000 == 0 ? "\(time / 1000) s" : "\(time) ms"
  }
}
