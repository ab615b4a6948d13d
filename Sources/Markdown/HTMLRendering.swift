internal import CCmarkGFM

internal import Glibc

extension MarkdownDocument {
  /// The text as XHTML on one line, for a file or a page that is not a terminal.
  ///
  /// A line end in code is `<br />`, so that no reader of a file by lines can tear a sample apart.
  /// HTML of the source and links that could run a script are left out.
  public var html: String {
    // cmark ends a block with a line feed; within code each is a line of the sample.
    let parts = rendered.replacing("<!-- raw HTML omitted -->", with: "").split(
      separator: "<pre>", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      guard index > 0, let end = part.firstRange(of: "</pre>") else {
        return part.replacing("\n", with: "")
      }
      let sample = part[..<end.lowerBound].replacing("\n</code>", with: "</code>")
      return "<pre>" + sample.replacing("\n", with: "<br />") + "</pre>"
        + part[end.upperBound...].replacing("\n", with: "")
    }.joined()
  }

  /// As cmark writes it, with spaces for the line ends within a paragraph.
  private var rendered: String {
    Reader.withTree(of: source) { root, extensions in
      guard let text = cmark_render_html(root, CMARK_OPT_NOBREAKS, extensions) else { return "" }
      defer { free(text) }
      return String(cString: text)
    } ?? ""
  }
}
