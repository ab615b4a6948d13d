/// A program of others that a command or a page needs, and that not every machine has.
public struct OutsideProgram: Sendable, Hashable {
  /// What it is called, as after `needs` in a lesson.
  public let name: String
  /// The files that it may be, the likeliest first.
  public let files: [String]
  /// The packages of Debian and Ubuntu that bring it.
  public let packages: [String]

  /// Describes one; its file has its name unless told.
  public init(name: String, files: [String]? = nil, packages: [String]) {
    self.name = name
    self.files = files ?? [name]
    self.packages = packages
  }
}
