extension ProxyRecipe {
  /// Apache Traffic Server, with what matters of Debian's records.config.
  public static let trafficServer = ProxyRecipe(
    name: "trafficserver", title: "Traffic Server",
    program: OutsideProgram(
      name: "trafficserver", files: ["traffic_server"], packages: ["trafficserver"],
      versionArgument: "-V"),
    user: "trafficserver",
    lacks: [.buffering: "Traffic Server has no buffer that it would fill first"],
    countsSeconds: true, shippedSilence: .seconds(30), folders: ["etc", "log", "cache", "run"],
    arguments: { [ProxyArgument("--run-root=\($0.path("runroot.yaml"))")] },
    files: { setting in
      [
        ProxyFile("etc/remap.config") {
          ProxyLine(
            "map / http://\(setting.upstream)/",
            why: "What makes it a proxy: requests are passed on to this server.")
        },
        ProxyFile("etc/records.config") { trafficServerRecords(setting) },
      ] + trafficServerCompression(setting.options) + [
        ProxyFile("etc/storage.config") { "\(setting.path("cache")) 64M" },
        ProxyFile("etc/ip_allow.yaml") {
          """
          ip_allow:
            - apply: in
              ip_addrs: 127.0.0.1
              action: allow
              methods: ALL
          """
        },
        ProxyFile("etc/ssl_multicert.config") {
          if setting.options.speaksHTTP2 {
            "dest_ip=* ssl_cert_name=\(setting.certificate) ssl_key_name=\(setting.key)"
          }
        },
        ProxyFile("runroot.yaml") {
          """
          prefix: \(setting.folder)
          exec_prefix: /usr
          bindir: /usr/bin
          sbindir: /usr/sbin
          sysconfdir: \(setting.path("etc"))
          datadir: \(setting.path("cache"))
          libexecdir: /usr/lib/trafficserver/modules
          localstatedir: \(setting.path("run"))
          runtimedir: \(setting.path("run"))
          logdir: \(setting.path("log"))
          cachedir: \(setting.path("cache"))
          """
        },
      ]
    })

  @ProxyLines
  private static func trafficServerRecords(_ setting: ProxySetting) -> [ProxyLine] {
    let record = "CONFIG proxy.config."
    let kind = setting.options.speaksHTTP2 ? ":ssl" : ""
    let silence = setting.silenceSeconds ?? 30
    "\(record)http.server_ports STRING \(setting.port)\(kind):ip-in=127.0.0.1"
    // "#-1" leaves the user as it is.
    "\(record)admin.user_id STRING \(setting.user ?? "#-1")"
    """
    \(record)url_remap.remap_required INT 1
    \(record)reverse_proxy.enabled INT 1
    \(record)log.logging_enabled INT 0
    \(record)exec_thread.autoconfig INT 0
    \(record)exec_thread.limit INT 2
    """
    ProxyLine(
      "\(record)url_remap.pristine_host_hdr INT 1",
      why: "What a page calls its origin is the proxy's address, not that of the server.")
    for side in ["in", "out"] {
      ProxyLine(
        "\(record)http.transaction_no_activity_timeout_\(side) INT \(silence)",
        why: "A stream that is silent for so many seconds is cut; Debian's file says 30.")
    }
    if setting.isMended {
      ProxyLine(
        "\(record)http.transaction_active_timeout_in INT 0",
        why: "No stream is cut because of its age; Debian's file says 900 seconds, silent or not.")
      ProxyLine(
        "\(record)http.cache.http INT 0",
        why: "Nothing is kept, so that a second client need not wait for the first one's headers.")
    } else {
      ProxyLine(
        "\(record)http.transaction_active_timeout_in INT 900",
        why: "Every stream is cut after so many seconds, silent or not.")
    }
  }

  private static func trafficServerCompression(_ options: ReverseProxy.Options) -> [ProxyFile] {
    guard options.compresses else { return [] }
    return [
      ProxyFile("etc/plugin.config") { "compress.so compress.config" },
      ProxyFile("etc/compress.config") {
        "enabled true\nsupported-algorithms gzip\ncompressible-content-type text/*"
        if options.isMended {
          ProxyLine(
            "compressible-content-type !text/event-stream",
            why: "Not event streams: compressed, no event would ever come out.")
        }
      },
    ]
  }
}
