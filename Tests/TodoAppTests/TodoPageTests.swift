import BrowserDriver
import Testing
import VisibleText

@testable import TodoApp

extension TodoSuites {
  @Suite("The page in Chromium", .timeLimit(.minutes(2))) struct TodoPageTests {
    let browser: Browser

    init() throws { browser = try Browser.shared.get() }

    @Test func `shows the list, then every change, on two pages at once`() async throws {
      let todo = try await Running(.memory)
      try await todo.post("there before")
      let pages = [
        try await browser.open("http://127.0.0.1:\(todo.port)/"),
        try await browser.open("http://localhost:\(todo.port)/", width: 360, height: 640),
      ]
      for page in pages {
        try await page.wait("state.textContent == 'Live: every change shows at once.'")
        try await page.wait("todos.children.length == 1")
      }
      try await todo.post("Buy coffee")
      try await todo.post("Done already", completed: true)
      for page in pages {
        try await page.wait("todos.children.length == 3")
        #expect(
          try await page.run("todos.innerText.replaceAll('Delete', '').split(/\\n+/).join('|')")
            .contains("there before|Buy coffee|Done already"))
        #expect(
          try await page.run("[...todos.querySelectorAll('input')].map(t => t.checked).join()")
            == "false,false,true")
      }
      // A phone shows all of it: nothing sticks out to the right, every target is large enough.
      #expect(
        try await pages[1].run("document.documentElement.scrollWidth <= innerWidth") == "1")
      #expect(
        try await pages[1].run(
          "[...document.querySelectorAll('button, label:has(input)')]"
            + ".every(b => b.offsetHeight >= 44)") == "1")
      for page in pages { await page.close() }
      await todo.server.stop()
    }

    @Test func `adds, ticks and deletes`() async throws {
      let todo = try await Running(.memory)
      let page = try await browser.open("http://127.0.0.1:\(todo.port)/")
      let other = try await browser.open("http://127.0.0.1:\(todo.port)/")
      try await page.wait("!empty.hidden")
      try await page.run("text.value = 'From <b>the</b> page'; add.requestSubmit()")
      for page in [page, other] {
        try await page.wait("todos.querySelector('span').textContent == 'From <b>the</b> page'")
      }
      try await page.wait("text.value == ''")
      try await page.run("todos.querySelector('input').click()")
      try await other.wait("todos.querySelector('li.done input').checked")
      #expect(try await todo.server.list().todos.map(\.completed) == [true])
      try await other.run("todos.querySelector('button').click()")
      try await page.wait("todos.children.length == 0 && !empty.hidden")
      #expect(try await todo.server.list().todos == [])
      await page.close()
      await other.close()
      await todo.server.stop()
    }

    @Test func `shows every text as text`() async throws {
      let todo = try await Running(.memory)
      let page = try await browser.open("http://127.0.0.1:\(todo.port)/")
      try await page.wait("!empty.hidden")
      for text in awkwardTexts { try await todo.post(text) }
      try await page.wait("todos.children.length == \(awkwardTexts.count)")
      for (index, text) in awkwardTexts.enumerated() {
        let same = try await page.run(
          "todos.children[\(index)].querySelector('span').textContent === "
            + JSONText.quoted(text))
        #expect(same == "1", "\(text.prefix(60))")
      }
      #expect(try await page.run("todos.querySelectorAll('b, script').length") == "0")
      await page.close()
      await todo.server.stop()
    }

    /// Twice: the first time the browser has heard no event yet and has no id to come back with.
    @Test(arguments: Backing.shared)
    func `loses nothing when the server goes and comes again`(_ backing: Backing) async throws {
      let database = try await backing.database()
      let store = database.makeStore()
      try await store.start()
      var todo = try await Running(database)
      try await todo.post("0")
      let page = try await browser.open("http://127.0.0.1:\(todo.port)/")
      try await page.wait("todos.children.length == 1")
      for round in 1...2 {
        await todo.server.stop()
        try await page.wait("state.textContent == 'Connection lost. Trying again…'")
        _ = try await store.add(description: "\(round)a", completed: false)
        _ = try await store.change(round, TodoEdit(completed: true))
        todo = try await Running(database, port: todo.port)
        try await page.wait("todos.querySelectorAll('li.done').length == \(round)")
        try await todo.post("\(round)b")
        try await page.wait("todos.children.length == \(1 + 2 * round)")
      }
      #expect(
        try await page.run("[...todos.querySelectorAll('span')].map(s => s.textContent).join()")
          == "0,1a,1b,2a,2b")
      #expect(try await page.run("problem.hidden") == "1")
      await page.close()
      await todo.server.stop()
      await store.stop()
    }

    @Test(arguments: [false, true])
    func `reads the list anew when the server has another one`(_ hasHeard: Bool) async throws {
      let first = try await Running(.memory)
      for number in 1...3 { try await first.post("old \(number)") }
      let page = try await browser.open("http://127.0.0.1:\(first.port)/")
      try await page.wait("todos.children.length == 3")
      if hasHeard {
        try await first.post("heard")
        try await page.wait("todos.children.length == 4")
      }
      await first.server.stop()
      let second = try await Running(.memory, port: first.port)
      try await page.wait("todos.children.length == 0 && !empty.hidden")
      try await second.post("new")
      try await page.wait("todos.innerText.includes('new')")
      await page.close()
      await second.server.stop()
    }

    @Test func `says what the server refused`() async throws {
      let todo = try await Running(.memory)
      let page = try await browser.open("http://127.0.0.1:\(todo.port)/")
      try await page.wait("!empty.hidden")
      try await page.run("send('PATCH', 'todos/7', {completed: true})")
      try await page.wait(
        "problem.textContent == 'That was not done: there is no todo 7; GET /todos lists them'")
      await page.close()
      await todo.server.stop()
    }
  }
}
