import Testing

@testable import OutsideServers

@Suite struct OutsideProgramTests {
  @Test(arguments: [
    ("nginx version: nginx/1.22.1\n", "1.22.1"),
    ("HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/\n", "2.6.12"),
    ("Server version: Apache/2.4.71 (Debian)\nServer built:   2026-11-12T08:58:41\n", "2.4.71"),
    ("varnishd (varnish-7.1.1 revision 7cee1c58)\n", "7.1.1"),
    ("2.6.2\n", "2.6.2"), ("v2.11.0 h1:abc\n", "2.11.0"),
    ("Traffic Server 9.2.9 Apr  4 2026 14:52:39 localhost\n", "9.2.9"),
    (
      "/usr/bin/chromium: 9.1: [: 252: unexpected operator\nChromium 156.0.8078.108 built on Debian",
      "156.0.8078.108"
    ),
    ("Mozilla Firefox 153.8.0esr\n", "153.8.0"),
    ("Squid Cache: Version 5.7.", "5.7"),
  ])
  func `a version is the first word that has the form of one`(said: String, version: String) {
    #expect(OutsideProgram.version(in: said) == version)
  }

  @Test(arguments: ["", "no version", "a b 7 c", "..."])
  func `what says none has none`(said: String) {
    #expect(OutsideProgram.version(in: said) == nil)
  }

  @Test func `a program that is not there has none`() async {
    let program = OutsideProgram(name: "nothing", packages: [])
    #expect(await program.version(of: "/nowhere/nothing") == nil)
  }
}
