extension ProxyRecipe {
  /// Squid as an accelerator of one server, which is what it calls a reverse proxy.
  public static let squid = ProxyRecipe(
    name: "squid", title: "Squid",
    program: OutsideProgram(name: "squid", packages: ["squid"], versionArgument: "-v"),
    user: "proxy",
    lacks: [
      .buffering: "Squid has no buffer that it would fill first",
      .gzip: "Squid does not compress",
      .http2: "Squid speaks no HTTP/2",
    ], countsSeconds: true, shippedSilence: .seconds(900), folders: ["squid"],
    arguments: { [ProxyArgument("-N"), ProxyArgument("-f", $0.path("squid.conf"))] },
    files: { setting in
      [
        ProxyFile("squid.conf") {
          ProxyLine(
            "http_port 127.0.0.1:\(setting.port) accel",
            why: "A reverse proxy: requests name a path, as they do to a server.")
          ProxyLine(
            "cache_peer 127.0.0.1 parent \(setting.options.upstream) 0 no-query originserver",
            why: "What makes it a proxy: requests are passed on to this server.")
          ProxyLine(
            #"request_header_add Forwarded "for=\"%>a:%>p\"" all"#, why: forwardedReason)
          if let user = setting.user { "cache_effective_user \(user)" }
          if setting.isMended {
            ProxyLine(
              "cache deny all",
              why: "No stream is kept: else a second client gets the old events of the first, if "
                + "the answer has both Date and max-age.")
          }
          if let silence = setting.silenceSeconds {
            ProxyLine(
              "read_timeout \(silence) seconds",
              why: "A server that is silent for so long is cut off; Squid does after 15 minutes.")
          }
          """
          http_access allow localhost
          http_access deny all
          pid_filename none
          access_log none
          cache_log \(setting.path("squid/cache.log"))
          netdb_filename none
          pinger_enable off
          coredump_dir \(setting.path("squid"))
          shutdown_lifetime 0 seconds
          refresh_pattern -i (/cgi-bin/|\\?) 0 0% 0
          refresh_pattern . 0 20% 4320
          """
        }
      ]
    })
}
