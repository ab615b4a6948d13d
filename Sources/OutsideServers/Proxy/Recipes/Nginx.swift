extension ProxyRecipe {
  /// How large a request body may be, all of it in memory: what the stream server takes, too.
  static let bodyLimit = "1m"

  /// nginx, with its answers and the bodies of requests in memory alone, so that its folder can go.
  public static let nginx = ProxyRecipe(
    name: "nginx", title: "nginx",
    program: OutsideProgram(
      name: "nginx", packages: ["nginx"], versionArgument: "-v"),
    user: "www-data", lacks: [:], shippedSilence: .seconds(60),
    arguments: { [ProxyArgument("-p", $0.folder), ProxyArgument("-c", $0.path("nginx.conf"))] },
    files: { setting in
      let options = setting.options
      return [
        ProxyFile("nginx.conf") {
          "daemon off;"
          "worker_processes 1;"
          if let user = setting.user { "user \(user);" }
          """
          pid \(setting.path("nginx.pid"));
          error_log \(setting.path("error.log")) error;
          events { worker_connections 1024; }
          http {
            access_log off;
            client_body_temp_path \(setting.path("body"));
            proxy_temp_path \(setting.path("proxy"));
            fastcgi_temp_path \(setting.path("fastcgi"));
            uwsgi_temp_path \(setting.path("uwsgi"));
            scgi_temp_path \(setting.path("scgi"));
            client_max_body_size \(bodyLimit);
            client_body_buffer_size \(bodyLimit);
            proxy_max_temp_file_size 0;
            server {
              listen 127.0.0.1:\(setting.port)\(options.speaksHTTP2 ? " ssl http2" : "");
          """
          if options.speaksHTTP2 {
            "    ssl_certificate \(setting.certificate);"
            "    ssl_certificate_key \(setting.key);"
          }
          "    location / {"
          nginxDirectives(setting)
          "    }\n  }\n}"
        }
      ]
    })

  /// The directives that make the difference, as a learner would write them.
  @ProxyLines
  private static func nginxDirectives(_ setting: ProxySetting) -> [ProxyLine] {
    let options = setting.options
    ProxyLine(
      "      proxy_pass http://\(setting.upstream);",
      why: "What makes it a proxy: requests are passed on to this server.")
    ProxyLine(
      "      proxy_set_header Host $http_host;",
      why: "What a page calls its origin is the proxy's address, not that of the server.")
    ProxyLine(
      "      proxy_set_header Forwarded 'for=\"$remote_addr:$remote_port\"';",
      why: forwardedReason)
    if options.isMended {
      ProxyLine(
        "      proxy_http_version 1.1;",
        why: "The server may send chunks, so nginx knows where a piece ends.")
      ProxyLine(
        "      proxy_set_header Connection \"\";",
        why: "Nothing is said of the connection to the server, which may then be kept.")
      ProxyLine(
        "      proxy_buffering off;",
        why: "Each piece is passed on as it comes, also where the server does not ask for it.")
    } else {
      ProxyLine(
        "      proxy_http_version 1.0;",
        why: "nginx's default up to 1.29: without chunks it knows no end of a piece, and waits for "
          + "a full buffer of 4 KB unless the server says X-Accel-Buffering: no.")
    }
    if options.collects {
      ProxyLine(
        "      proxy_ignore_headers X-Accel-Buffering;",
        why: "It collects whatever the server says: the stream waits for a full buffer.")
    }
    if options.compresses {
      ProxyLine(
        "      gzip on;", why: "What is sent is compressed, for a client that takes gzip.")
      ProxyLine(
        "      gzip_types text/event-stream;",
        why: "Event streams, too; with buffering, nothing comes out before the end.")
    }
    if let silence = setting.silenceMilliseconds {
      ProxyLine(
        "      proxy_read_timeout \(silence)ms;",
        why: "A stream that is silent for so long is cut; nginx does after 60 s.")
    }
  }
}
