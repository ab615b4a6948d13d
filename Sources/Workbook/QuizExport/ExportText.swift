import Markdown

/// The author's Markdown in the three ways in which the systems of schools take text.
enum ExportText {
  /// A question or a reason: XHTML on one line, in paragraphs.
  ///
  /// It begins with a capital letter: readers take digits and small letters off the head of a
  /// question, for numbering or for a checksum of their own.
  static func question(_ markdown: String) -> String {
    let text = block(markdown)
    let words = text.drop { $0 != ">" }.dropFirst()
    let isSafe =
      text.hasPrefix("<p>") && words.first.map { $0.isASCII && $0.isUppercase } == true
    if isSafe { return text }
    return text.hasPrefix("<p>") ? "<p>Question: " + text.dropFirst(3) : "<p>Question:</p>" + text
  }

  /// XHTML on one line, in paragraphs.
  static func block(_ markdown: String) -> String {
    MarkdownDocument(XML.held(markdown)).html
  }

  /// XHTML that can stand within a line: an option, or what is said of one.
  ///
  /// It is read as it is on the screen, behind a letter, where `# 2` is no heading.
  static func inline(_ markdown: String) -> String {
    let mark = "<p><strong>a</strong> "
    let html = MarkdownDocument("**a** " + XML.held(markdown)).html
    let text = html.hasPrefix(mark) ? String(html.dropFirst(mark.count)) : html
    return text.replacing("</p><p>", with: "<br />").replacing("<p>", with: "")
      .replacing("</p>", with: "")
  }

  /// Text without any marks: what is compared with what somebody types, or stands in a menu.
  static func plain(_ markdown: String) -> String {
    let blocks = MarkdownDocument("**a** " + markdown).blocks
    guard blocks.count == 1, case .paragraph(let inlines)? = blocks.first?.content else {
      return markdown
    }
    return String(inlines.plainText.dropFirst(2))
  }

  /// A number in digits, as every reader takes it.
  static func digits(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}
