import Platform

/// Apache (prefork) with PHP, as Debian's packages install it.
struct ApacheInstallation: Sendable, Equatable {
  /// The server program.
  var program: String
  /// Where its modules lie.
  var modules: String
  /// The file of the PHP module.
  var phpModule: String

  /// What to say where it is missing.
  static let missing =
    "Apache with PHP is not installed here, so the model apache is left out; "
    + "`sudo apt-get install --no-install-recommends apache2 libapache2-mod-php` brings it."

  /// Looks for it below `root`; `nil` if a part of it is missing.
  static func find(root: String = "") -> ApacheInstallation? {
    let program = "\(root)/usr/sbin/apache2"
    let modules = "\(root)/usr/lib/apache2/modules"
    let files = Files.names(in: modules)
    guard Files.names(in: "\(root)/usr/sbin").contains("apache2"),
      files.contains("mod_mpm_prefork.so"),
      let php = files.filter({ $0.hasPrefix("libphp") }).max()
    else { return nil }
    return ApacheInstallation(program: program, modules: modules, phpModule: php)
  }

  /// The name under which the PHP module of this version is loaded.
  var phpModuleName: String { phpModule.hasPrefix("libphp7") ? "php7_module" : "php_module" }

  /// A configuration that serves the two pages in `folder`, and nothing else.
  ///
  /// The numbers of servers are the defaults of Debian's `mpm_prefork.conf`, but for `pool`.
  func configuration(folder: String, port: Int, pool: Int, asRoot: Bool) -> String {
    """
    ServerRoot "\(folder)"
    ServerName 127.0.0.1
    Listen 127.0.0.1:\(port)
    PidFile "\(folder)/apache.pid"
    DefaultRuntimeDir "\(folder)"
    Mutex file:\(folder)
    ErrorLog "\(folder)/error.log"
    LogLevel error
    LoadModule mpm_prefork_module \(modules)/mod_mpm_prefork.so
    LoadModule authz_core_module \(modules)/mod_authz_core.so
    LoadModule alias_module \(modules)/mod_alias.so
    LoadModule mime_module \(modules)/mod_mime.so
    LoadModule \(phpModuleName) \(modules)/\(phpModule)
    TypesConfig /dev/null
    \(asRoot ? "User www-data\nGroup www-data\n" : "")StartServers 5
    MinSpareServers 5
    MaxSpareServers 10
    ServerLimit \(pool)
    MaxRequestWorkers \(pool)
    MaxConnectionsPerChild 0
    DocumentRoot "\(folder)/pages"
    Alias /events "\(folder)/pages/events.php"
    Alias /hello "\(folder)/pages/hello.php"
    <Directory "\(folder)/pages">
      Require all granted
      SetHandler application/x-httpd-php
    </Directory>

    """
  }

  /// The stream as a PHP page: an event, a sleep, and again, for as long as the client stays.
  static func eventsPage(intervalMilliseconds: Int) -> String {
    """
    <?php
    header('Content-Type: text/event-stream; charset=utf-8');
    header('Cache-Control: no-cache');
    set_time_limit(0);
    while (ob_get_level() > 0) { ob_end_flush(); }
    for ($id = 1; ; $id++) {
      echo "id: $id\\ndata: ", hrtime(true), "\\n\\n";
      flush();
      usleep(\(intervalMilliseconds * 1_000));
    }

    """
  }

  /// The ordinary page.
  static let helloPage = "<?php header('Content-Type: text/plain'); echo \"hello\\n\";\n"
}
