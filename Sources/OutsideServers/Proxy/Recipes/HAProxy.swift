extension ProxyRecipe {
  /// HAProxy, with the `defaults` of Debian's haproxy.cfg.
  public static let haproxy = ProxyRecipe(
    name: "haproxy", title: "HAProxy",
    program: OutsideProgram(name: "haproxy", packages: ["haproxy"], versionArgument: "-v"),
    user: "haproxy",
    lacks: [.buffering: "HAProxy has no buffer that it would fill first"],
    shippedSilence: .seconds(50),
    arguments: { [ProxyArgument("-db"), ProxyArgument("-f", $0.path("haproxy.cfg"))] },
    files: { setting in
      let options = setting.options
      return [
        ProxyFile("haproxy.cfg") {
          if let user = setting.user { "global\n  user \(user)\n  group \(user)" }
          "defaults\n  mode http\n  option dontlognull\n  timeout connect 5000"
          if options.isMended {
            ProxyLine(
              "  option http-no-delay",
              why: "Each event goes out at once; without it HAProxy lets the kernel wait up to "
                + "210 ms for more.")
            ProxyLine(
              "  option abortonclose",
              why: "The server learns at once that a client has left, also of a silent stream; it "
                + "has to stand in 'defaults'.")
          }
          ProxyLine(
            "  timeout client \(setting.silenceMilliseconds ?? 50_000)",
            why: "A connection to a client that is silent for so many ms is cut; Debian's file "
              + "says 50000.")
          ProxyLine(
            "  timeout server \(setting.silenceMilliseconds ?? 50_000)",
            why: "A server that is silent for so many ms is cut off; Debian's file says 50000.")
          "frontend clients"
          if options.speaksHTTP2 {
            ProxyLine(
              "  bind 127.0.0.1:\(setting.port) ssl crt \(setting.certificateWithKey) "
                + "alpn h2,http/1.1",
              why: "TLS, and HTTP/2 for a client that asks for it.")
          } else {
            "  bind 127.0.0.1:\(setting.port)"
          }
          if options.compresses {
            "  compression algo gzip"
            if options.isMended {
              ProxyLine(
                "  compression type text/html text/plain",
                why: "Not text/event-stream: compressed, each event would come one event late.")
            } else {
              ProxyLine(
                "  compression type text/html text/plain text/event-stream",
                why: "Event streams, too: each event then comes one event late.")
            }
          }
          ProxyLine(
            #"  http-request set-header Forwarded for=\"%[src]:%[src_port]\""#, why: forwardedReason
          )
          "  default_backend origin\nbackend origin"
          ProxyLine(
            "  server origin \(setting.upstream)",
            why: "What makes it a proxy: requests are passed on to this server.")
        }
      ]
    })
}
