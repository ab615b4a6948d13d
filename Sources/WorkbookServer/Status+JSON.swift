public import EventServer
import VisibleText

extension Status {
  /// The figures as one JSON object.
  public var json: String {
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
      + #""channels":[\#(channels.joined(separator: ","))]}"#
  }
}
