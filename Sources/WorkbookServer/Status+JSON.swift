public import EventServer
import VisibleText

extension Status {
  /// The figures as one JSON object, with those of the engine where there is one.
  public func json(_ engine: EngineStanding? = nil) -> String {
    let channels = channels.map { channel in
      let newest = channel.newestID.map { JSONText.quoted($0) } ?? "null"
      return #"{"path":\#(JSONText.quoted(channel.path)),"streams":\#(channel.streams),"#
        + #""history":\#(channel.history),"historyBytes":\#(channel.historyBytes),"#
        + #""newestId":\#(newest)}"#
    }
    return #"{"streams":\#(streams),"lagging":\#(lagging),"#
      + #""droppedForSlowness":\#(droppedForSlowness),"connections":\#(connections),"#
      + #""connectionsSoFar":\#(connectionsSoFar),"eventsOut":\#(eventsOut),"#
      + #""bytesOut":\#(bytesOut),"uptimeSeconds":\#(uptime.components.seconds),"#
      + #""channels":[\#(channels.joined(separator: ","))]"#
      + (engine.map { #","engine":\#($0.json)"# } ?? "") + "}"
  }
}

extension EngineStanding {
  /// How the engine stands, as a JSON object.
  fileprivate var json: String {
    let logs = logs.map { log in
      #"{"path":\#(JSONText.quoted(log.path)),"replicas":\#(log.replicas),"#
        + #""leader":\#(Self.text(log.leader))}"#
    }
    return #"{"address":\#(JSONText.quoted(address)),"node":\#(Self.text(node)),"#
      + #""deafSeconds":\#(deafFor.map { "\($0.components.seconds)" } ?? "null"),"#
      + #""reason":\#(Self.text(reason)),"logs":[\#(logs.joined(separator: ","))]}"#
  }

  private static func text(_ text: String?) -> String {
    text.map { JSONText.quoted($0) } ?? "null"
  }
}
