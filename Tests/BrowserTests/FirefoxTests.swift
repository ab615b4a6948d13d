import Foundation
import Testing

@testable import Browser

/// What is said to Firefox, and what it says.
@Suite(.timeLimit(.minutes(1))) struct MarionetteTests {
  @Test(arguments: [1, 2, 7, 1000])
  func `an answer is read however it is cut`(size: Int) async throws {
    let marionette = Marionette(program: "firefox")
    let call = Task { try await marionette.call("WebDriver:NewWindow", ["type": "tab"]) }
    var messages = marionette.outgoing.makeAsyncIterator()
    let sent = try #require(await messages.next())
    #expect(
      String(decoding: sent, as: UTF8.self) == #"42:[0,1,"WebDriver:NewWindow",{"type":"tab"}]"#)
    let words = #"{"applicationType":"gecko","marionetteProtocol":3}"#
    let answer = #"[1,1,null,{"handle":"é"}]"#
    let bytes = Array("\(words.utf8.count):\(words)\(answer.utf8.count):\(answer)".utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      await marionette.take(bytes[start..<min(start + size, bytes.count)])
    }
    #expect(try await call.value["handle"] == "é")
  }

  @Test func `a refusal is a sentence`() async throws {
    let marionette = Marionette(program: "firefox")
    let call = Task { try await marionette.call("WebDriver:Navigate") }
    for await _ in marionette.outgoing { break }
    let answer = #"[1,1,{"error":"x","message":"no such page"},null]"#
    await marionette.take("\(answer.utf8.count):\(answer)".utf8)
    await #expect(
      throws: BrowserError.refused(method: "WebDriver:Navigate", reason: "no such page")
    ) { try await call.value }
  }

  @Test func `when the browser has gone every call fails`() async throws {
    let marionette = Marionette(program: "firefox")
    let call = Task { try await marionette.call("WebDriver:Navigate") }
    for await _ in marionette.outgoing { break }
    await marionette.end()
    await #expect(throws: BrowserError.ended(program: "firefox")) { try await call.value }
    await #expect(throws: BrowserError.ended(program: "firefox")) {
      try await marionette.call("WebDriver:Navigate")
    }
  }

  @Test func `calls that belong together are not torn apart`() async throws {
    let marionette = Marionette(program: "firefox")
    let order = Order()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          try await marionette.turns.take { () throws(BrowserError) in
            await order.add(number)
            await Task.yield()
            await order.add(number)
          }
        }
      }
      try await group.waitForAll()
    }
    let all = await order.numbers
    #expect(all.count == 16)
    #expect(stride(from: 0, to: 16, by: 2).allSatisfy { all[$0] == all[$0 + 1] })
  }

  private actor Order {
    var numbers: [Int] = []
    func add(_ number: Int) { numbers.append(number) }
  }
}

/// A Firefox that comes and goes, where there is one.
@Suite(
  .timeLimit(.minutes(4)),
  .enabled(
    if: Firefox.names.contains { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") },
    "Firefox is missing: sudo apt-get install firefox-esr"))
struct FirefoxTests {
  @Test func `a page has the address that it was given, though nobody is there`() async throws {
    let name = try #require(
      Firefox.names.first { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") })
    try await RunningFirefox.with(Firefox(program: "/usr/bin/\(name)")) { firefox in
      #expect(firefox.version().hasPrefix("Firefox/"))
      try await firefox.withPage { page in
        try await page.show("<!DOCTYPE html><title>hi</title>", at: "http://127.0.0.1:40404/x")
        #expect(
          try await page.value(of: "document.title + ' ' + self.origin")
            == "hi http://127.0.0.1:40404")
      }
      // After a tab is closed none is the current one, and the next is opened all the same.
      let opened = try await firefox.withPage { page in try await page.value(of: "1 + 1") }
      #expect(opened == 2)
    }
  }
}
