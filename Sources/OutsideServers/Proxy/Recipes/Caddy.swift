extension ProxyRecipe {
  /// Caddy, which passes event streams on as they come by itself.
  public static let caddy = ProxyRecipe(
    name: "caddy", title: "Caddy",
    program: OutsideProgram(name: "caddy", packages: ["caddy"], versionArgument: "version"),
    user: "caddy", isStartedAsUser: true,
    // Where it would keep a copy of what it was told, after its end.
    environment: ["XDG_CONFIG_HOME": "/dev/null"],
    lacks: [:],
    arguments: {
      [
        ProxyArgument("run"), ProxyArgument("--adapter", "caddyfile"),
        ProxyArgument("--config", $0.path("Caddyfile")),
      ]
    },
    files: { setting in
      let options = setting.options
      return [
        ProxyFile("Caddyfile") {
          """
          {
            admin off
            storage file_system "\(setting.path("caddy"))"
            auto_https off
            servers {
              protocols h1 h2
            }
          }
          """
          "\(options.speaksHTTP2 ? "https" : "http")://:\(setting.port) {"
          "  bind 127.0.0.1"
          if options.speaksHTTP2 {
            ProxyLine(
              "  tls \"\(setting.certificate)\" \"\(setting.key)\"",
              why: "TLS, and HTTP/2 for a client that asks for it.")
          }
          caddyCompression(options)
          ProxyLine(
            "  reverse_proxy \(setting.upstream) {",
            why: "What makes it a proxy: requests are passed on to this server. It flushes each "
              + "piece of a text/event-stream by itself.")
          ProxyLine(
            #"    header_up Forwarded "for=\"{http.request.remote.host}:"#
              + #"{http.request.remote.port}\"""#,
            why: forwardedReason)
          if options.collects {
            ProxyLine(
              "    buffer_responses",
              why: "An answer is passed on when it is whole.")
          }
          if let silence = setting.silenceMilliseconds {
            "    transport http {"
            ProxyLine(
              "      read_timeout \(silence)ms",
              why: "A stream that is silent for so long is cut; Caddy by itself cuts none.")
            "    }"
          }
          "  }\n}"
        }
      ]
    })

  @ProxyLines
  private static func caddyCompression(_ options: ReverseProxy.Options) -> [ProxyLine] {
    if options.compresses {
      if options.isMended {
        ProxyLine(
          "  @nostream not header Accept *text/event-stream*",
          why: "A client that asks for an event stream gets it as it is: compressed, it would wait "
            + "for ever if its first event is long.")
        "  encode @nostream gzip"
      } else {
        ProxyLine(
          "  encode gzip",
          why: "The length of the first event decides: with a short one all pass as they are, "
            + "with one of 512 bytes or more nothing comes.")
      }
    }
  }
}
