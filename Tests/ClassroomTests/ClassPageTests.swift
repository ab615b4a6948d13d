import Browser
import BrowserDriver
import EventServer
import EventStream
import Testing
import WireDriver

@testable import Classroom

/// The page of a phone, in a real Chromium.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ClassPageTests {
  let chromium: Chromium

  init() throws {
    chromium = try #require(
      Chromium.find(), "Chromium is missing: sudo apt-get install chromium")
  }

  @Test func `six pages, late, cut and restarted, end with the text of the wall`() async throws {
    let root = try ClassRoot()
    let first = try await Running(in: try root.folder(), retry: 200)
    try first.show(1...40)
    let url = "http://127.0.0.1:\(first.port)/"
    try await RunningBrowser.with(chromium) { browser in
      try await withPages(4, in: browser, [], url) { early in
        try await eventually { first.server.attendance.here == 4 }
        try first.show(41...80)
        await first.server.drop()
        try first.show(81...90)
        try await withPages(2, in: browser, early, url) { pages in
          try await eventually { first.server.attendance.here == 6 }
          await first.server.stop()
          // The wall that was killed goes on at the same address.
          let second = try await Running(in: try root.folder(), resumes: true, retry: 200)
          try second.show(91...100)
          let wanted = (1...100).map { "row \($0)" }.joined(separator: "\n")
          for page in pages {
            try await page.wait("lesson.children.length >= 100")
            #expect(
              try await page.run(
                "[...lesson.children].map(e => e.textContent).join('\\n')") == wanted)
          }
          // A page that was cut says how it came back.
          let life = try await pages[0].run("$('self').innerText")
          #expect(life.contains(/It came back after \d+\.\d s with Last-Event-ID: \w+-80\./))
          await second.server.stop()
        }
      }
    }
  }

  @Test func `a phone answers, changes its mind, and sees what the others think`() async throws {
    let running = try await Running()
    try await RunningBrowser.with(chromium) { browser in
      try await browser.withPage { page in
        try await page.resize(360, 640)
        try await page.show("http://127.0.0.1:\(running.port)/")
        try await page.run("$('name').value = '<b>Ada</b>'; $('join').requestSubmit()")
        try await eventually { running.server.names == ["<b>Ada</b>"] }
        running.server.ask(ClassQuestion(id: "q", options: ["yes", "no"]))
        try running.server.show(
          #"{"number":1,"kind":"figures","sheet":"question","figures":[["id","q"],["ask","Does `it` <i>come</i>?"],["option","Yes"],["option","**No**, <script>"]],"rows":[]}"#
        )
        try await page.wait("!$('question').hidden")
        #expect(try await page.run("$('question').querySelectorAll('i, script').length") == "0")
        try await page.run("document.querySelector('button[data-letter=a]').click()")
        try await page.wait(
          "document.querySelector('.said').textContent == 'Your answer is a. You may change it until the teacher shows the answers.'"
        )
        try await page.run("document.querySelector('button[data-letter=b]').click()")
        try await page.wait(
          "document.querySelector('button[data-letter=b]').getAttribute('aria-pressed') == 'true'")
        #expect(running.server.close("q")?.counts.map(\.count) == [0, 1])
        try running.server.show(
          #"{"number":2,"kind":"figures","sheet":"poll","figures":[["id","q"],["total","1"],["a","0"],["b","1"]],"rows":[]}"#
        )
        try await page.wait("$('question').hidden && !!document.querySelector('.poll')")
        #expect(
          try await page.run("document.querySelector('.poll').innerText.split(/\\n+/).join('|')")
            == "a Yes|0|b No, <script>|1")
        try await page.run("document.querySelector('.mood').click()")
        try await eventually { running.server.attendance.lost == 1 }
        try await eventually { running.server.lost == ["<b>Ada</b>"] }
        // Nothing sticks out of a phone, and every button is large enough for a thumb.
        #expect(try await page.run("document.documentElement.scrollWidth <= innerWidth") == "1")
        #expect(
          try await page.run(
            "[...document.querySelectorAll('button')].filter(b => b.offsetHeight)"
              + ".every(b => b.offsetHeight >= 44)") == "1")
      }
    }
    await running.server.stop()
  }

  @Test func `a page lays Markdown out as text, and shows the commands alone if one likes`()
    async throws
  {
    let running = try await Running()
    let page = ##"""
      {"number":1,"kind":"page","text":"## Cut (2/7)\n\nOne `id`, **bold** [word](https://x.example).\n\n- a\n  b\n- <img src=x>\n\n```console\nsse> drop\n```","rows":[]}
      """##
    try running.server.show(page)
    try running.server.show(
      #"{"number":2,"side":"learner","kind":"command","line":"drop","rows":["sse> drop"]}"#)
    try running.server.show(
      #"{"number":3,"side":"client","kind":"lost","rows":["client │ lost  <b>reset</b>"]}"#)
    try await RunningBrowser.with(chromium) { browser in
      try await browser.withPage { page in
        try await page.show("http://127.0.0.1:\(running.port)/")
        try await page.wait("lesson.children.length == 3")
        #expect(
          try await page.run("lesson.innerText.split(/\\n+/).join('|')")
            == "Cut (2/7)|One id, bold word.|a b|<img src=x>|sse> drop|sse> drop|"
            + "client │ lost  <b>reset</b>")
        #expect(try await page.run("lesson.querySelectorAll('img, a, b').length") == "0")
        try await page.run("commands.click()")
        #expect(
          try await page.run("lesson.innerText.split(/\\n+/).join('|')") == "Cut (2/7)|sse> drop")
      }
    }
    await running.server.stop()
  }

  @Test func `a failed demonstration begins anew, and the lesson goes on meanwhile`() async throws {
    let running = try await Running()
    try await RunningBrowser.with(chromium) { browser in
      try await browser.withPage { page in
        try await page.show("http://127.0.0.1:\(running.port)/")
        try await page.wait("client && client.readyState == 1")
        try await running.server.demonstrate(ServerSentEvent(data: "one"))
        try await page.wait("$('heard').innerText.includes('message  one')")
        await running.server.setFault(try Fault.parse("status 503"))
        await running.server.setFault(try Fault.parse("drop"))
        try await running.server.demonstrate(ServerSentEvent(data: "cut off"))
        await running.server.setFault(try Fault.parse("status 503"))
        try await page.wait("$('client').textContent.startsWith('readyState 2 CLOSED')")
        try running.show(1...1)
        try await page.wait("lesson.textContent == 'row 1'")
        await running.server.setFault(nil)
        try await page.wait("$('heard').innerText.includes('message  cut off')")
        #expect(
          try await page.run("$('self').innerText").contains(
            "this page makes a new EventSource"))
      }
    }
    await running.server.stop()
  }
}

/// So many pages more in a browser, each for itself.
private func withPages(
  _ count: Int, in browser: RunningBrowser, _ pages: [Page], _ url: String,
  _ body: ([Page]) async throws -> Void
) async throws {
  guard count > 0 else { return try await body(pages) }
  try await browser.withPage { page in
    try await page.show(url)
    try await withPages(count - 1, in: browser, pages + [page], url, body)
  }
}
