import NIOCore
import NIOHTTP1

/// Answers the requests of one connection, one after the other.
struct Exchange {
  let connection: HTTPConnection

  func run() async throws {
    try await connection.executeThenClose { inbound, outbound in
      var head: HTTPRequestHead?
      for try await part in inbound {
        switch part {
        case .head(let next): head = next
        case .body: break
        case .end:
          guard let request = head else { return }
          try await answer(request, on: outbound)
          guard request.isKeepAlive else { return }
        }
      }
    }
  }

  private func answer(
    _ request: HTTPRequestHead,
    on outbound: NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>
  ) async throws {
    let head = HTTPResponseHead(
      version: request.version, status: .notFound, headers: ["Content-Length": "0"])
    try await outbound.write(.head(head))
    try await outbound.write(.end(nil))
  }
}
