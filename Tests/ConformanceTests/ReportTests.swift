import Testing

@testable import Conformance

/// The forms of a report, whole, of one run in which everything happens that can.
@Suite struct `A report` {
  private static let rule = Rule(
    name: "space", title: "One space is left out", section: "HTML 9.2.6", level: .must,
    why: "Code loses its shape.", lesson: "format: The space", advice: "Others do & so")

  private func outcome(_ name: String, _ verdict: Outcome.Verdict) -> Outcome {
    outcome(name, .must, verdict)
  }

  private func outcome(
    _ name: String, _ level: Rule.Level, _ verdict: Outcome.Verdict
  ) -> Outcome {
    Outcome(
      check: Check(
        id: "parser/space/\(name)", title: "The check \(name)", rule: Self.rule, level: level,
        why: Self.rule.why, body: .cuts(of: [])),
      verdict: verdict, duration: .milliseconds(1_250))
  }

  /// What a hostile subject made of the sentences.
  private let hostile = "it says: <script>alert('1')</script>\u{1B}[2J\u{202E}]]>"

  private var report: Report {
    let failure = Failure(
      "event 1 is another: its data", sent: [#""data:  a\n\n""#],
      came: [#"event "message"  data "a"  id """#, "                       ^"],
      wanted: [#"event "message"  data " a"  id """#])
    return Report(
      subject: .parser, target: "./p <b>",
      outcomes: [
        outcome("good", .passed), outcome("hint", .practice, .failed(Failure("late"))),
        outcome("two", .failed(failure)), outcome("old", .failed(Failure("none"))),
        outcome("odd", .should, .failed(Failure(hostile))),
        outcome("mute", .cannotRun("it says nothing")),
      ], seed: 7, duration: .milliseconds(2_500),
      expectations: Expectations(
        text: """
          # what we know of
          parser/space/old   # since 1.0
          parser/space/good
          parser/space/gone
          """))
  }

  @Test func `for a terminal has the worst first, and all that helps below it`() {
    #expect(
      TextReport(report).lines == [
        "MUST      parser/space/two  1.25 s",
        "  The check two: event 1 is another: its data",
        #"  sent    "data:  a\n\n""#,
        #"  came    event "message"  data "a"  id """#,
        "                                 ^",
        #"  wanted  event "message"  data " a"  id """#,
        "  why     Code loses its shape.",
        "  read    HTML 9.2.6; lesson format: The space",
        "  others  Others do & so",
        "SHOULD    parser/space/odd  1.25 s",
        "  The check odd: \(hostile)",
        "  why     Code loses its shape.",
        "  read    HTML 9.2.6; lesson format: The space",
        "  others  Others do & so",
        "practice  parser/space/hint  1.25 s",
        "  The check hint: late",
        "  why     Code loses its shape.",
        "  read    HTML 9.2.6; lesson format: The space",
        "  others  Others do & so",
        "known     parser/space/old  1.25 s",
        "  The check old: none",
        "  why     Code loses its shape.",
        "  read    HTML 9.2.6; lesson format: The space",
        "  others  Others do & so",
        "  known   since 1.0",
        "not run   parser/space/mute  1.25 s",
        "  it says nothing",
        "passed    parser/space/good  1.25 s",
        "",
        "6 checks of ./p <b> in 2.5 s: 1 MUST failed, 1 SHOULD failed, 1 practice failed, 1 known, "
          + "1 not run, 1 passed",
        "MUST rules that are broken: space",
        "parser/space/good passes now: take it out of the file of --expect",
      ])
  }

  @Test func `of many lines leaves out those like their neighbours, never what is asked last`() {
    let get = #""GET /events HTTP/1.1\r\n\r\n""#
    let posts = (1...9).map { #"POST /send "{\"data\": \"t \#($0)\"}""# }
    let again = #""GET /events HTTP/1.1\r\nLast-Event-ID: 1\r\n\r\n""#
    #expect(
      TextReport.shortened([get] + posts + ["(a leaves)", again]) == [
        get, posts[0], "… 7 more …", posts[8], "(a leaves)", again,
      ])
    let few = [get, posts[0], posts[1], again]
    #expect(TextReport.shortened(few) == few)
    let mixed = (1...20).map { "\($0) x" }
    #expect(
      TextReport.shortened(mixed)
        == ["1 x", "2 x", "3 x", "4 x", "… 12 more …", "17 x", "18 x", "19 x", "20 x"])
  }

  @Test(arguments: [
    ([1, 3, 2, 4], "the order is another: event 3 came where 2 was wanted", "1 3 2 4", 2),
    ([1, 2, 2, 3, 4], "event 2 came more than once: 2 came where 3 was wanted", "1 2 2 3 4", 4),
    ([1, 4], "events 2 and 3 did not come", "1 4", 2),
    ([1, 2, 3, 4, 5], "event 5 came, which nobody wanted", "1 2 3 4 5", 8),
    ([1, 2], "events 3 and 4 did not come", "1 2 ", 4),
  ])
  func `of numbers says which came where another was wanted`(
    came: [Int], sentence: String, line: String, caret: Int
  ) {
    let difference = OrderDifference(came: came, wanted: 1...4)
    #expect(difference.sentence == sentence)
    #expect(difference.came == [line, String(repeating: " ", count: caret) + "^"])
  }

  @Test func `of no numbers at all says that none came`() {
    let difference = OrderDifference(came: [], wanted: 2...9)
    #expect(difference.sentence == "events 2, 3, 4, 5, 6 and 3 more did not come")
    #expect(difference.came == ["no event"])
  }

  @Test func `as JUnit's XML holds nothing that a subject could close`() {
    let rest =
      "why: Code loses its shape.\nread: HTML 9.2.6; lesson format: The space\n"
      + "others: Others do &amp; so</failure>\n  </testcase>"
    let open = #"  <testcase classname="parser.space" name="parser/space/"#
    let time = #"" time="1.250""#
    #expect(
      JUnitReport(report).text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites>
        <testsuite name="sse check parser: ./p &lt;b&gt;" tests="6" failures="3" skipped="2" \
        errors="0" time="2.500">
        \(open)good: The check good\(time)/>
        \(open)hint: The check hint\(time)>
            <failure type="practice" message="late">sent:
        came:
        wanted:
        \(rest)
        \(open)two: The check two\(time)>
            <failure type="MUST" message="event 1 is another: its data">sent:
        &quot;data:  a\\n\\n&quot;
        came:
        event &quot;message&quot;  data &quot;a&quot;  id &quot;&quot;
                               ^
        wanted:
        event &quot;message&quot;  data &quot; a&quot;  id &quot;&quot;
        \(rest)
        \(open)old: The check old\(time)>
            <skipped message="known: since 1.0"/>
          </testcase>
        \(open)odd: The check odd\(time)>
            <failure type="SHOULD" message="it says: &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\
        ␛[2J\u{FFFD}]]&gt;">sent:
        came:
        wanted:
        \(rest)
        \(open)mute: The check mute\(time)>
            <skipped message="it says nothing"/>
          </testcase>
        </testsuite>
        </testsuites>

        """)
  }

  @Test func `as JSON is one line, and says what cannot be seen by its number`() {
    let text = JSONReport(report).text
    #expect(!text.contains("\n"))
    #expect(
      text.hasPrefix(
        #"{"subject":"parser","target":"./p <b>","seed":7,"seconds":2.500,"counts":{"MUST":1,"#
          + #""SHOULD":1,"practice":1,"known":1,"not run":1,"passed":1},"#
          + #""stale":["parser/space/good"],"checks":[{"id":"parser/space/good","#
          + #""title":"The check good","rule":"space","section":"HTML 9.2.6","level":"MUST","#
          + #""standing":"passed","seconds":1.250},"#))
    #expect(text.contains(#"alert('1')</script>\u001b[2J\u202e]]>"#))
  }

  @Test func `as a page holds nothing that a subject could open`() {
    let page = HTMLReport([report]).text
    #expect(page.contains("it says: &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;␛[2J"))
    #expect(page.ranges(of: "<script").count == 1)
    #expect(!page.contains("\u{1B}") && !page.contains("\u{202E}"))
    #expect(!page.contains("http:") && !page.contains("src=") && !page.contains("url("))
    // The worst first.
    let ids = page.ranges(of: /data-id="[^"]*"/).map { String(page[$0]) }
    #expect(
      ids
        == ["two", "odd", "hint", "old", "mute", "good"].map { #"data-id="parser/space/\#($0)""# })
  }

  @Test func `ends with 1 for a MUST, and under strict for what should not be`() {
    func status(_ outcomes: [Outcome], _ known: String = "", isStrict: Bool) -> Int32 {
      Report(
        subject: .parser, target: "", outcomes: outcomes, seed: 1, duration: .zero,
        expectations: Expectations(text: known)
      ).exitStatus(isStrict: isStrict)
    }
    let failed = Outcome.Verdict.failed(Failure("no"))
    #expect(status([outcome("a", failed)], isStrict: false) == 1)
    #expect(status([outcome("a", failed)], "parser/space/*", isStrict: true) == 0)
    #expect(status([outcome("a", .should, failed)], isStrict: false) == 0)
    #expect(status([outcome("a", .should, failed)], isStrict: true) == 1)
    #expect(status([outcome("a", .practice, failed)], isStrict: true) == 0)
    #expect(status([outcome("a", .cannotRun("x"))], isStrict: false) == 0)
    #expect(status([outcome("a", .cannotRun("x"))], isStrict: true) == 1)
    #expect(status([outcome("a", .passed)], "parser/space/a", isStrict: true) == 1)
  }

  @Test func `of a server through a proxy names what changes and what mends it`() {
    let direct = Report(
      subject: .server, target: "s", outcomes: [outcome("a", .passed), outcome("b", .passed)],
      seed: 1, duration: .zero)
    let through = Report(
      subject: .server, target: "s through nginx",
      outcomes: [outcome("a", .failed(Failure("nothing came"))), outcome("b", .passed)], seed: 1,
      duration: .zero)
    let passage = Passage(
      proxy: "nginx", direct: direct, through: through, mended: [outcome("a", .passed)],
      lines: [.init(text: "proxy_buffering off;", why: "Events pass at once.")])
    #expect(
      passage.text == [
        "through nginx, as it is shipped: 1 of 2 checks as directly, 1 changes:",
        "  MUST      parser/space/a",
        "    nothing came",
        "  1 of 1 pass once nginx has these lines"
          + " ('proxy config --with nginx --mended' shows the whole):",
        "    proxy_buffering off;",
        "      Events pass at once.",
      ])
  }
}
