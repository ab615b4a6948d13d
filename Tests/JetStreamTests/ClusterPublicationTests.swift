import Testing

@testable import ClusterLab

/// What a publisher makes of the answers of a cluster's servers.
@Suite struct ClusterPublicationTests {
  @Test(
    arguments: [
      (
        "HTTP/1.1 201 Created\r\nX-Served-By: s2\r\n\r\n{\"id\":\"a-1\",\"streams\":3}\n", 201,
        "s2", "a-1"
      ),
      ("HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n{\"id\":\"a-1\"}", 201, nil, "a-1"),
      ("HTTP/1.1 503 Service Unavailable\r\nx-served-by:s1\r\n\r\nlater", 503, "s1", nil),
      ("HTTP/1.1 400 Bad Request\r\n\r\nno", 400, nil, nil),
    ] as [(String, Int, String?, String?)])
  func `an answer says the status, the server and the id`(
    text: String, status: Int, server: String?, id: String?
  ) throws {
    let answer = try #require(PublicationAnswer(text))
    #expect(answer.status == status)
    #expect(answer.server == server)
    #expect(answer.id == id)
  }

  @Test(arguments: [
    "", "HTTP/1.1 201 Crea", "HTTP/1.1 201 Created\r\nContent-Length: 12\r\n", "SSH-2.0\r\n\r\n",
    "HTTP/1.1 201 Created\r\n\r\n{\"id\":\"a-",
  ])
  func `an answer that was cut off is none, so that the event is sent again`(text: String) {
    #expect(PublicationAnswer(text) == nil)
  }

  @Test func `the balancer's table says which servers are up`() {
    let table = """
      # pxname,svname,qcur,status,weight
      clients,FRONTEND,,OPEN,
      servers,s1,0,UP,1
      servers,s2,0,DOWN,1
      servers,s3,0,DRAIN,1
      servers,BACKEND,0,UP,1

      """
    #expect(Balancer.up(in: table) == ["s1", "BACKEND"])
    #expect(Balancer.up(in: "").isEmpty)
  }

  @Test func `the sentences say what a publisher may do now`() {
    #expect(
      ClusterProblem.unacknowledged(attempts: 1, "the last answer was 503").description
        == "not acknowledged: sent once, and the last answer was 503; it may have been kept all the "
        + "same, so send it again only with its key")
    #expect(
      ClusterProblem.refused(400, "no").description == "refused, 400: no")
    #expect(
      ClusterProblem.unknownPart("n0", servers: 2, nodes: 0).description
        == "'n0' is no part of this cluster: say balancer or s1 to s2")
  }
}
