import Foundation
import Testing

@testable import Playground

@Suite("The build and its version") struct ReleaseTests {
  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ name: String) throws -> String {
    try String(contentsOf: root.appending(path: name), encoding: .utf8)
  }

  @Test func `the changelog's newest version is the program's, with its date`() throws {
    let heads = try text("CHANGELOG.md").split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(heads.first == "## Unreleased")
    let newest = try #require(heads.dropFirst().first).split(separator: " ")
    #expect(newest.count == 4)
    #expect(newest[1] == Release.version)
    #expect(newest[3].wholeMatch(of: /20\d\d-\d\d-\d\d/) != nil)
  }

  @Test func `the README names the files of this version`() throws {
    let readme = try text("README.md")
    #expect(readme.contains("sse-workbook_\(Release.version)_amd64.deb"))
    #expect(readme.contains("sse-workbook-\(Release.version)-linux-x86_64.tar.gz"))
  }

  @Test func `its version is asked for in a shell`() throws {
    let request = #expect(throws: HelpRequest.self) {
      try CommandLanguage.command(["--version"])
    }
    #expect(request?.text == "sse-workbook \(Release.version)")
  }

  @Test func `a build without https says which command adds it`() {
    #expect(
      Release.withoutTLS
        == "https was left out of this build, which made it quicker: 'scripts/run --https' adds it")
    #expect(Release.hasTLS, "the tests are built with all there is")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions can be made for a shell`(shell: String) throws {
    let request = #expect(throws: HelpRequest.self) {
      try CommandLanguage.command(["--generate-completion-script", shell])
    }
    let script = try #require(request?.text)
    for command in ["doctor", "lessons", "listen"] { #expect(script.contains(command)) }
  }
}
