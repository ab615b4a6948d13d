import Conformance
import Testing

@testable import Workshop

@Suite struct WorkshopSettingsTests {
  @Test func `a settings file says how a program starts and how it is spoken to`() throws {
    let text = """
      path: server
      language: python
      start: python3 server.py --port {port}
      publish: http://127.0.0.1:{port}/send
      body: '{"data": {data}}'
      """
    let settings = try WorkshopSettings(text, at: "workshop.yaml")
    #expect(settings.start == "python3 server.py --port {port}")
    #expect(settings.stream == "http://127.0.0.1:{port}/events")
    #expect(settings.publish == "http://127.0.0.1:{port}/send")
    #expect(settings.adapter == .json)
    #expect(!settings.wantsPostgres)
  }

  @Test(arguments: [
    ("", "workshop.yaml:1: a workshop is empty"),
    ("path: server", "workshop.yaml:1: a workshop needs 'language'"),
    (
      "path: server\nlanguage: python\nstrat: x\nstart: y",
      "workshop.yaml:3: a workshop has no key 'strat' (did you mean 'stream'?)"
    ),
    (
      "path: client\nlanguage: go\nstart: x\nadapter: xml",
      "workshop.yaml:4: 'adapter' is one of json, lines, bytes, not 'xml'"
    ),
    (
      "path: server\nlanguage: go\nstart: x\nstream: ftp://x",
      "workshop.yaml:4: 'stream' must be an address as http://127.0.0.1:{port}/events, not 'ftp://x'"
    ),
    (
      "path: server\nlanguage: go\nstart: x\npublish: http://example.org:{port}/",
      "workshop.yaml:4: 'publish' must be an address as http://127.0.0.1:{port}/events, "
        + "not 'http://example.org:{port}/'"
    ),
    (
      "path: [", "workshop.yaml:1: this is not YAML: did not find expected node content"
    ),
  ])
  func `what is wrong with a settings file is one sentence with its line`(
    text: String, sentence: String
  ) {
    #expect(throws: WorkshopProblem.settings(sentence)) {
      try WorkshopSettings(text, at: "workshop.yaml")
    }
  }
}
