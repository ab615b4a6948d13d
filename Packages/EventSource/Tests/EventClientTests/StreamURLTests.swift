import Testing

@testable import EventClient

@Suite struct StreamURLTests {
  @Test(
    arguments: [
      ("http://localhost", "http://localhost/"),
      ("HTTP://LocalHost:80/a", "http://localhost/a"),
      ("https://example.org:443?x", "https://example.org/?x"),
      ("http://127.0.0.1:8080/a/./b/../c?d=/../e#f", "http://127.0.0.1:8080/a/c?d=/../e"),
      ("http://[::1]:8080/", "http://[::1]:8080/"),
      (" http://a/č b?„c“\n", "http://a/%C4%8D%20b?%E2%80%9Ec%E2%80%9C"),
      ("http://a\\b", "http://a/b"),
      ("http://a:/", "http://a/"),
      ("http://a/%2e%2E/b/..", "http://a/"),
    ])
  func `a URL is read as a browser reads it`(text: String, url: String) throws {
    #expect(try StreamURL(text).description == url)
  }

  @Test(
    arguments: [
      ("", "it begins with http:// or https://"),
      ("localhost:8080/", "it begins with http:// or https://"),
      ("/events", "it begins with http:// or https://"),
      ("ftp://a/", "ftp is neither http nor https"),
      ("://a", " is neither http nor https"),
      ("http://", "the host is missing"),
      ("http:///a", "the host is missing"),
      ("http://:80/", "the host is missing"),
      ("http://a:b/", "the port is a number from 0 to 65535"),
      ("http://a:65536/", "the port is a number from 0 to 65535"),
      ("http://a:99999999999999999999/", "the port is a number from 0 to 65535"),
      ("http://[::1/", "a host has letters a to z, digits, dots and hyphens"),
      ("http://[1]/", "what stands in brackets is an IPv6 address"),
      ("http://a b/", "a host has letters a to z, digits, dots and hyphens"),
      ("http://čebela.si/", "a host has letters a to z, digits, dots and hyphens"),
      ("http://me:pw@a/", "send a name and a password in the header Authorization"),
    ])
  func `what is no URL of a stream is refused with the reason`(text: String, reason: String) {
    #expect(throws: EventSourceError.badURL(text, reason: reason)) { try StreamURL(text) }
    #expect(
      EventSourceError.badURL(text, reason: reason).description
        == "“\(text)” is not the URL of a stream: \(reason)")
  }

  @Test(
    arguments: [
      ("/x", "http://a:1/x"), ("x", "http://a:1/b/x"), ("../x?y", "http://a:1/x?y"),
      ("../../../x", "http://a:1/x"), ("?z", "http://a:1/b/c?z"), ("", "http://a:1/b/c?d"),
      ("#e", "http://a:1/b/c?d"), ("//other/x", "http://other/x"), ("https://b", "https://b/"),
      ("./x:y", "http://a:1/b/x:y"), (" /x ", "http://a:1/x"),
    ])
  func `a reference is resolved against the URL it came from`(
    reference: String, url: String
  ) throws {
    #expect(try StreamURL("http://a:1/b/c?d").resolving(reference)?.description == url)
  }

  @Test(arguments: ["ftp://a/", "javascript:alert(1)", "mailto:a@b", "http://", "//"])
  func `a reference to elsewhere than http and https leads nowhere`(reference: String) throws {
    #expect(try StreamURL("http://a/").resolving(reference) == nil)
  }

  @Test func `no text crashes it`() {
    var generator = SystemRandomNumberGenerator()
    let pieces = ["http://", "https", ":", "/", "[", "]", "@", "%", "\\", "?", "#", "é", "🚲", "0"]
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 0..<9, using: &generator))
        .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
      _ = (try? StreamURL(text))?.resolving(text)
      _ = try? StreamURL("http://" + text).resolving(text)
    }
  }
}
