extension ProxyRecipe {
  /// lighttpd with what matters of Debian's lighttpd.conf.
  public static let lighttpd = ProxyRecipe(
    name: "lighttpd", title: "lighttpd",
    program: OutsideProgram(
      name: "lighttpd", packages: ["lighttpd", "lighttpd-mod-openssl"], versionArgument: "-v"),
    user: "www-data", closesInput: true,
    lacks: [.gzip: "lighttpd does not compress an answer that it streams"],
    passesEventsAsShipped: false, countsSeconds: true, shippedSilence: .seconds(360),
    arguments: { [ProxyArgument("-D"), ProxyArgument("-f", $0.path("lighttpd.conf"))] },
    files: { setting in
      let options = setting.options
      return [
        ProxyFile("lighttpd.conf") {
          """
          server.modules = ( "mod_indexfile", "mod_access", "mod_alias", "mod_redirect" )
          server.modules += ( "mod_proxy" )
          server.document-root = "\(setting.folder)"
          server.bind = "127.0.0.1"
          server.port = \(setting.port)
          server.feature-flags += ( "server.h2proto" => "enable" )
          server.feature-flags += ( "server.h2c" => "enable" )
          server.feature-flags += ( "server.graceful-shutdown-timeout" => 5 )
          """
          if let user = setting.user {
            "server.username = \"\(user)\"\nserver.groupname = \"\(user)\""
          }
          if options.speaksHTTP2 {
            "server.modules += ( \"mod_openssl\" )\nssl.engine = \"enable\""
            "ssl.pemfile = \"\(setting.certificate)\""
            ProxyLine(
              "ssl.privkey = \"\(setting.key)\"",
              why: "TLS, and HTTP/2 for a client that asks for it: eight streams a connection.")
          }
          if options.isMended {
            ProxyLine(
              "server.stream-response-body = 1",
              why: "An answer is passed on as it comes; without it lighttpd waits for its end, "
                + "so a client never gets a byte of a stream.")
          } else if options.collects {
            ProxyLine(
              "server.stream-response-body = 0",
              why: "An answer is passed on when it is whole: what lighttpd does as it is shipped.")
          }
          if let silence = setting.silenceSeconds {
            ProxyLine(
              "server.max-write-idle = \(silence)",
              why: "A stream that is silent for so many seconds is cut; lighttpd does after 360.")
          }
          ProxyLine(
            "proxy.server = ( \"\" => (( \"host\" => \"127.0.0.1\", \"port\" => "
              + "\(options.upstream) )) )",
            why: "What makes it a proxy: requests are passed on to this server.")
        }
      ]
    })
}
