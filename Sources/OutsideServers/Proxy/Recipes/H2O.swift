extension ProxyRecipe {
  /// h2o in one process.
  public static let h2o = ProxyRecipe(
    name: "h2o", title: "h2o", program: OutsideProgram(name: "h2o", packages: ["h2o"]),
    user: "nobody", closesInput: true, readiness: .saying("ready to serve requests"),
    lacks: [.buffering: "h2o has no buffer that it would fill first"],
    shippedSilence: .seconds(30),
    arguments: { [ProxyArgument("-m", "worker"), ProxyArgument("-c", $0.path("h2o.conf"))] },
    files: { setting in
      let options = setting.options
      return [
        ProxyFile("h2o.conf") {
          if let user = setting.user { "user: \(user)" }
          "num-threads: 1"
          "listen:\n  host: 127.0.0.1\n  port: \(setting.port)"
          if options.speaksHTTP2 {
            "  ssl:\n    ocsp-update-interval: 0"
            "    certificate-file: \"\(setting.certificate)\""
            ProxyLine(
              "    key-file: \"\(setting.key)\"",
              why: "TLS, and HTTP/2 for a client that asks for it.")
          }
          if options.compresses {
            ProxyLine("compress: [gzip]", why: "What can be compressed is, for who takes gzip.")
            "file.mime.settypes:\n  text/event-stream:\n    extensions: [\".events\"]"
            ProxyLine(
              "    is_compressible: yes",
              why: "Event streams, too: h2o flushes each event.")
          }
          if let silence = setting.silenceMilliseconds {
            ProxyLine(
              "proxy.timeout.io: \(silence)",
              why: "A server that is silent for so many ms is cut off; h2o does after 30000.")
          }
          ProxyLine(
            "proxy.preserve-host: ON",
            why: "What a page calls its origin is the proxy's address, not that of the server.")
          "hosts:\n  default:\n    paths:\n      /:"
          ProxyLine(
            "        proxy.reverse.url: \"http://\(setting.upstream)/\"",
            why: "What makes it a proxy: requests are passed on to this server.")
        }
      ]
    })
}
