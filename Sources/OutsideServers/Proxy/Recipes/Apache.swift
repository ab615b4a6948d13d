extension ProxyRecipe {
  /// Apache with the event MPM, and the numbers of Debian's mpm_event.conf and apache2.conf.
  public static let apache = ProxyRecipe(
    name: "apache", title: "Apache",
    program: OutsideProgram(
      name: "apache", files: ["apache2"], packages: ["apache2"], versionArgument: "-v"),
    user: "www-data", readiness: .writing("apache.pid"),
    lacks: [
      .buffering: "Apache passes on what a server sends as it comes, also through mod_buffer"
    ],
    countsSeconds: true, shippedSilence: .seconds(300),
    arguments: {
      [ProxyArgument("-f", $0.path("apache.conf")), ProxyArgument("-D", "FOREGROUND")]
    },
    files: { setting in
      let options = setting.options
      return [
        ProxyFile("apache.conf") {
          """
          ServerRoot "\(setting.folder)"
          ServerName 127.0.0.1
          Listen 127.0.0.1:\(setting.port)
          PidFile "\(setting.path("apache.pid"))"
          DefaultRuntimeDir "\(setting.folder)"
          Mutex pthread
          ErrorLog "\(setting.path("error.log"))"
          LogLevel error
          """
          for module in apacheModules(options) {
            "LoadModule \(module)_module \(apacheModuleFolder)/mod_\(module).so"
          }
          if let user = setting.user { "User \(user)\nGroup \(user)" }
          """
          StartServers 2
          MinSpareThreads 25
          MaxSpareThreads 75
          ThreadLimit 64
          ThreadsPerChild 25
          """
          ProxyLine(
            "MaxRequestWorkers 150",
            why: "Each stream takes one of these for as long as it lasts; the 151st waits.")
          "MaxConnectionsPerChild 0"
          "Timeout 300"
          apacheTLS(setting)
          if options.compresses {
            ProxyLine(
              "AddOutputFilterByType DEFLATE text/html text/event-stream",
              why: "Event streams are compressed, and Apache flushes each event.")
          }
          if let silence = setting.silenceSeconds {
            ProxyLine(
              "ProxyTimeout \(silence)",
              why: "A server that is silent for so many seconds is cut off; Apache does after 300.")
          }
          ProxyLine(
            "ProxyPreserveHost On",
            why: "What a page calls its origin is the proxy's address, not that of the server.")
          ProxyLine(
            #"RequestHeader set Forwarded "expr=for=\"%{REMOTE_ADDR}:%{REMOTE_PORT}\"""#,
            why: forwardedReason)
          ProxyLine(
            "ProxyPass / http://\(setting.upstream)/",
            why: "What makes it a proxy: requests are passed on to this server.")
        }
      ]
    })

  /// Where Debian's package puts them.
  static let apacheModuleFolder = "/usr/lib/apache2/modules"

  private static func apacheModules(_ options: ReverseProxy.Options) -> [String] {
    ["mpm_event", "authz_core", "headers", "proxy", "proxy_http"]
      + (options.speaksHTTP2 ? ["ssl", "http2"] : [])
      + (options.compresses ? ["deflate", "filter"] : [])
  }

  @ProxyLines
  private static func apacheTLS(_ setting: ProxySetting) -> [ProxyLine] {
    if setting.options.speaksHTTP2 {
      "SSLEngine On\nSSLSessionCache none"
      "SSLCertificateFile \"\(setting.certificate)\"\nSSLCertificateKeyFile \"\(setting.key)\""
      if setting.isMended {
        ProxyLine(
          "Protocols http/1.1",
          why: "No HTTP/2 where there are streams: Apache runs six on one connection, and then "
            + "answers nothing more on it.")
      } else {
        ProxyLine(
          "Protocols h2 http/1.1",
          why: "HTTP/2 for a client that asks for it; of the streams on one connection, Apache "
            + "runs six.")
      }
    }
  }
}
