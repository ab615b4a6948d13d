/// A proxy that began to listen: which it is, and how it was told to behave.
public struct StartedProxy: Sendable, Hashable {
  /// Its name, as after `--with`.
  public var program: String
  /// Its address, without a path.
  public var url: String
  /// The address of the server behind it.
  public var upstream: String
  /// Whether it collects what the server sends, though that asks it not to.
  public var collects = false
  /// Whether it speaks TLS and HTTP/2.
  public var speaksHTTP2 = false
  /// Whether it compresses.
  public var compresses = false
  /// Whether it has the lines with which streams work.
  public var isMended = false

  /// A proxy as it is shipped.
  public init(program: String, url: String, upstream: String) {
    self.program = program
    self.url = url
    self.upstream = upstream
  }
}
