extension Course {
  /// Says what is wrong at a place of one of the course's files, with the text of its line.
  public func diagnostic(
    _ code: Diagnostic.Code, in path: String, at place: SourceLocation, _ message: String,
    suggestion: String? = nil
  ) -> Diagnostic {
    let reader = CourseReader(folder: folder)
    let name = String(path.dropFirst(reader.shown("").count))
    guard let source = reader.read(name) else {
      return Diagnostic(
        code, path: path, line: place.line, column: place.column, message: message,
        suggestion: suggestion)
    }
    return source.diagnostic(code, at: place, message, suggestion: suggestion)
  }
}
