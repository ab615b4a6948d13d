import Testing
import WildFigures

@Suite struct WildFigureTests {
  private static func figure(_ topic: ProxyTopic, _ words: String, _ origin: ProxyOrigin = .plain)
    -> WildFigure
  {
    WildFigure(
      kind: .proxy, subject: "nginx", version: "1.22.1", topic: topic.rawValue,
      circumstance: origin.rawValue, milliseconds: Int(words), words: words)
  }

  @Test func `what an observation keeps of figures makes the same figures again`() {
    let figures = [
      Self.figure(.first, "205"), Self.figure(.readers, "shared", .helpful),
      WildFigure(
        kind: .browser, subject: "firefox", version: "", topic: "opens", words: "a \"word\""),
    ]
    #expect(WildFigure.figures(of: figures.flatMap(\.members)) == figures)
    #expect(WildFigure.figures(of: [("words", "x")]) == [])
    #expect(
      figures[2].json
        == #"{"of":"browser","subject":"firefox","version":"","topic":"opens","#
        + #""asks":"'open', where the first byte comes after 1 s","circumstance":"","#
        + #""milliseconds":null,"words":"a \"word\""}"#)
  }

  @Test func `a proxy has a row for each origin, and what is missing is seen`() {
    let figures = [
      Self.figure(.first, "none"), Self.figure(.readers, "none"),
      Self.figure(.first, "2", .helpful), Self.figure(.http2, "12/12", .helpful),
    ]
    #expect(
      (WildSheet.proxyHead.lines(of: []) + WildSheet.proxyRows.lines(of: figures)).joined(
        separator: "\n") == """
          proxy         first later opens silence   left  quiet  gzip    two    cut    h2
          nginx          none     ?     ?       ?      ?      ?     ?   none      ?     ?
            + headers       2     ?     ?       ?      ?      ?     ?      ?      ? 12/12
          """)
  }

  @Test func `every table fits 80 columns, whatever the words`() {
    let proxies = ProxyOrigin.allCases.flatMap { origin in
      ProxyTopic.allCases.map { topic in
        var figure = Self.figure(topic, topic == .readers ? "shared" : "6.0 s", origin)
        figure.subject = "trafficserver"
        return figure
      }
    }
    let browsers = BrowserTopic.allCases.flatMap { topic in
      ["chromium", "firefox", "webkit"].map { name in
        WildFigure(
          kind: .browser, subject: name, version: "1", topic: topic.rawValue,
          words: "ends for good")
      }
    }
    let lines =
      WildSheet.proxyHead.lines(of: []) + WildSheet.proxyRows.lines(of: proxies)
      + WildSheet.browsers.lines(of: browsers)
    // Beside three browsers three questions take a second line.
    #expect(lines.count == 1 + 2 + 1 + BrowserTopic.allCases.count + 3)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.allSatisfy { !$0.contains("goodends") })
  }

  @Test func `a browser that says nothing to a question has a line in its place`() {
    let figures = [
      WildFigure(kind: .browser, subject: "chromium", version: "1", topic: "gzip", words: "yes"),
      WildFigure(kind: .browser, subject: "firefox", version: "1", topic: "opens", words: "1.0 s"),
    ]
    #expect(
      WildSheet.browsers.lines(of: figures).joined(separator: "\n") == """
                                                      chromium         firefox
        'open', where the first byte comes after 1 s  -                1.0 s
        gzip, event by event                          yes              -
        """)
  }

  @Test func `a page keeps a name of others from being markup`() {
    var figure = Self.figure(.first, "<b>")
    figure.version = "1 & 2"
    let page = WildPage.page(of: [figure], notes: ["a < b"])
    #expect(page.contains("<td>1 &amp; 2</td>"))
    #expect(page.contains("<td>&lt;b&gt;</td>"))
    #expect(page.contains("<p>a &lt; b</p>"))
  }
}
