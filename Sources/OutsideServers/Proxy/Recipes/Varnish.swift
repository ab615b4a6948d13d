extension ProxyRecipe {
  /// Varnish as Debian starts it, with a VCL that names the server.
  public static let varnish = ProxyRecipe(
    name: "varnish", title: "Varnish",
    program: OutsideProgram(
      name: "varnish", files: ["varnishd"], packages: ["varnish"], versionArgument: "-V"),
    user: "vcache", closesInput: true, readiness: .answering,
    lacks: [.http2: "Varnish speaks no TLS, and browsers want HTTP/2 over TLS alone"],
    shippedSilence: .seconds(60),
    arguments: { setting in
      [
        ProxyArgument("-F"),
        ProxyArgument("-j", setting.user.map { "unix,user=\($0)" } ?? "none"),
        ProxyArgument("-a", "127.0.0.1:\(setting.port)"),
        ProxyArgument("-f", setting.path("default.vcl")), ProxyArgument("-n", setting.path("work")),
        ProxyArgument("-s", "malloc,256m"), ProxyArgument("-T", "none"),
      ]
        + (setting.isMended
          ? [
            ProxyArgument(
              "-p", "send_timeout=86400",
              why: "Varnish cuts every answer 600 s after it began; so many seconds are a day.")
          ] : [])
    },
    files: { setting in
      let options = setting.options
      return [
        ProxyFile("default.vcl") {
          "vcl 4.1;\nimport std;\nbackend default {\n  .host = \"127.0.0.1\";"
          ProxyLine(
            "  .port = \"\(options.upstream)\";",
            why: "What makes it a proxy: requests are passed on to this server.")
          if let silence = setting.silenceMilliseconds {
            ProxyLine(
              "  .between_bytes_timeout = \(silence)ms;",
              why: "A server that is silent for so long is cut off; Varnish does after 60 s.")
          }
          "}"
          "sub vcl_recv {"
          ProxyLine(
            #"  set req.http.Forwarded = {"for=""} + client.ip + ":" + std.port(client.ip) + {"""};"#,
            why: forwardedReason)
          if options.isMended {
            #"  if (req.http.Accept ~ "text/event-stream") {"#
            ProxyLine(
              "    return (pass);",
              why: "A stream is no object of the cache: each client gets its own, with its own "
                + "Last-Event-ID, and the server learns when it leaves.")
            "  }"
          }
          "}"
          varnishResponse(options)
        }
      ]
    })

  @ProxyLines
  private static func varnishResponse(_ options: ReverseProxy.Options) -> [ProxyLine] {
    if options.collects || options.compresses {
      "sub vcl_backend_response {"
      if options.collects {
        ProxyLine(
          "  set beresp.do_stream = false;",
          why: "An answer is fetched whole before its first byte is passed on.")
      }
      if options.compresses {
        if options.isMended {
          ProxyLine(
            "  if (beresp.http.Content-Type ~ \"text/html\") { set beresp.do_gzip = true; }",
            why: "Not event streams: compressed, no event would ever come out.")
        } else {
          ProxyLine(
            "  set beresp.do_gzip = true;",
            why: "Event streams, too: no event comes out, since Varnish does not flush.")
        }
      }
      "}"
    }
  }
}
