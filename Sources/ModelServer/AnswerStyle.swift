import EventStream
import VisibleText

/// How an answer is put into events: the two ways that servers of language models have.
public enum AnswerStyle: String, Sendable, Hashable, CaseIterable {
  /// Events without a name, each a JSON object with a piece of the text; behind the last one
  /// `data: [DONE]`, which is no JSON.
  case chunks
  /// Events with names that say how the message is built: begun, a piece, ended; and `ping`.
  case named

  /// Where it is asked for.
  public var path: String {
    switch self {
    case .chunks: "/v1/chat/completions"
    case .named: "/v1/messages"
    }
  }

  /// What begins an answer.
  func opening(_ answer: String, _ content: CannedAnswer) -> [ServerSentEvent] {
    switch self {
    case .chunks:
      return [chunk(answer, #"{"role":"assistant","content":""}"#)]
    case .named:
      let block =
        switch content.kind {
        case .text: #"{"type":"text","text":""}"#
        case .toolCall(let name):
          #"{"type":"tool_use","id":"call-1","name":\#(JSONText.quoted(name)),"input":{}}"#
        }
      return [
        named(
          "message_start",
          #""message":{"id":\#(JSONText.quoted(answer)),"role":"assistant","content":[]}"#),
        named("content_block_start", #""index":0,"content_block":\#(block)"#),
      ]
    }
  }

  /// A token.
  func piece(_ token: String, _ answer: String, _ content: CannedAnswer) -> ServerSentEvent {
    let text = JSONText.quoted(token)
    switch (self, content.kind) {
    case (.chunks, .text): return chunk(answer, #"{"content":\#(text)}"#)
    case (.chunks, .toolCall(let name)):
      return chunk(
        answer,
        #"{"tool_calls":[{"index":0,"function":{"name":\#(JSONText.quoted(name)),"#
          + #""arguments":\#(text)}}]}"#)
    case (.named, .text):
      return named(
        "content_block_delta", #""index":0,"delta":{"type":"text_delta","text":\#(text)}"#)
    case (.named, .toolCall):
      return named(
        "content_block_delta",
        #""index":0,"delta":{"type":"input_json_delta","partial_json":\#(text)}"#)
    }
  }

  /// What ends a whole answer, and says that it is whole.
  func closing(_ answer: String, _ content: CannedAnswer) -> [ServerSentEvent] {
    switch self {
    case .chunks:
      let reason = content.isToolCall ? "tool_calls" : "stop"
      return [chunk(answer, "{}", finish: reason), ServerSentEvent(data: "[DONE]")]
    case .named:
      let reason = content.isToolCall ? "tool_use" : "end_turn"
      return [
        named("content_block_stop", #""index":0"#),
        named("message_delta", #""delta":{"stop_reason":"\#(reason)"}"#),
        named("message_stop", ""),
      ]
    }
  }

  /// What says in the middle of an answer, long after the status 200, that the model has failed.
  var failure: ServerSentEvent {
    let error = #"{"type":"overloaded_error","message":"the model has no room"}"#
    return switch self {
    case .chunks: ServerSentEvent(data: #"{"error":\#(error)}"#)
    case .named: named("error", #""error":\#(error)"#)
    }
  }

  /// What is sent while nothing happens; nil: nothing is.
  var heartbeat: ServerSentEvent? {
    switch self {
    case .chunks: nil
    case .named: named("ping", "")
    }
  }

  private func chunk(_ answer: String, _ delta: String, finish: String? = nil) -> ServerSentEvent {
    let reason = finish.map { #""\#($0)""# } ?? "null"
    return ServerSentEvent(
      data: #"{"id":\#(JSONText.quoted(answer)),"object":"chat.completion.chunk","created":0,"#
        + #""model":"canned","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"#
    )
  }

  private func named(_ type: String, _ members: String) -> ServerSentEvent {
    let rest = members.isEmpty ? "" : "," + members
    return ServerSentEvent(event: type, data: #"{"type":"\#(type)"\#(rest)}"#)
  }
}
