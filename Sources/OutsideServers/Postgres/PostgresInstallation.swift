import Glibc
import Platform

/// The folder of the PostgreSQL programs that are installed here.
public struct PostgresInstallation: Sendable, Hashable {
  /// Where Debian and Ubuntu put them, a folder for each version.
  public static let versions = "/usr/lib/postgresql"
  /// What is needed of them.
  static let programs = ["postgres", "initdb", "pg_isready"]

  /// The folder.
  public let folder: String

  /// The newest that is whole, among these folders and Debian's; nil where there is none.
  public static func find(in folders: [String], versions: String = versions)
    -> PostgresInstallation?
  {
    let numbered = Files.names(in: versions).compactMap(Int.init).sorted(by: >)
    let all = numbered.map { "\(versions)/\($0)/bin" } + folders
    return all.first { folder in
      programs.allSatisfy { access("\(folder)/\($0)", X_OK) == 0 }
    }.map(PostgresInstallation.init)
  }

  private init(folder: String) { self.folder = folder }

  func path(_ program: String) -> String { "\(folder)/\(program)" }
}
