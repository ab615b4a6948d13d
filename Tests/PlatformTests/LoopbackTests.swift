import Platform
import Testing

@Suite struct LoopbackTests {
  @Test(arguments: [
    "localhost", "LocalHost", "localhost.", "app.localhost", "127.0.0.1", "127.255.3.4", "::1",
    "[::1]",
  ])
  func `is this machine`(_ host: String) { #expect(Loopback.holds(host)) }

  @Test(arguments: [
    "", ".", "localhost..", "localhost.example", "notlocalhost", "127.0.0.1.example", "127.0.0",
    "127.0.0.256", "127.0.0.1.", "128.0.0.1", "0.0.0.0", "::", "[::2]", "::ffff:127.0.0.1",
  ])
  func `is not this machine, or not said to be`(_ host: String) {
    // A dot may end a name, not an address.
    #expect(Loopback.holds(host) == (host == "127.0.0.1."))
  }
}
