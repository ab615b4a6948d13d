/// What nginx is told, as the text of its configuration.
struct NginxConfiguration: Sendable, Equatable {
  /// How long a request body may be, all of it in memory: what the stream server takes, too.
  static let bodyLimit = "1m"

  var options: ReverseProxy.Options
  var port: Int
  /// The folder of its files.
  var folder: String
  /// The user of the worker, where this program is root's.
  var user: String?

  /// The text: one server in front of one other, and nothing else of nginx.
  ///
  /// It writes nothing to its folder once it runs, so that the folder can go as soon as it listens:
  /// answers are kept in memory alone, as are the bodies of requests.
  var text: String {
    """
    daemon off;
    worker_processes 1;
    \(user.map { "user \($0);\n" } ?? "")pid \(folder)/nginx.pid;
    error_log \(folder)/error.log error;
    events { worker_connections 1024; }
    http {
      access_log off;
      client_body_temp_path \(folder)/body;
      proxy_temp_path \(folder)/proxy;
      fastcgi_temp_path \(folder)/fastcgi;
      uwsgi_temp_path \(folder)/uwsgi;
      scgi_temp_path \(folder)/scgi;
      client_max_body_size \(Self.bodyLimit);
      client_body_buffer_size \(Self.bodyLimit);
      proxy_max_temp_file_size 0;
      server {
        listen 127.0.0.1:\(port)\(options.speaksHTTP2 ? " ssl http2" : "");
    \(options.speaksHTTP2 ? certificate : "")    location / {
    \(location.map { "      \($0)\n" }.joined())    }
      }
    }

    """
  }

  /// The directives that make the difference, as a learner would write them.
  var location: [String] {
    let target = ["proxy_pass http://127.0.0.1:\(options.upstream);"]
    // What a page calls its origin is the proxy's address, not that of the server behind it.
    let host = ["proxy_set_header Host $http_host;"]
    // nginx's default up to 1.29, and what makes the difference when it collects.
    let version = ["proxy_http_version 1.0;"]
    let collecting = options.collects ? ["proxy_ignore_headers X-Accel-Buffering;"] : []
    let patience = options.readTimeout.map { ["proxy_read_timeout \($0.milliseconds)ms;"] } ?? []
    return target + host + version + collecting + patience
  }

  private var certificate: String {
    """
        ssl_certificate \(folder)/\(OwnCertificate.certificateFile);
        ssl_certificate_key \(folder)/\(OwnCertificate.keyFile);

    """
  }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  var milliseconds: Int {
    Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }
}
