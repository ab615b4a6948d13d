import VisibleText

/// Figures of proxies as one HTML page that needs nothing from elsewhere.
public enum WildPage {
  /// The page.
  public static func page(of figures: [WildFigure], notes: [String]) -> String {
    let meanings = ProxyTopic.allCases.map {
      "<dt>\(escaped($0.heading))</dt><dd>\(escaped($0.meaning))</dd>"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Event streams through real proxies</title>
      <style>
      body { font-family: sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      .wide { overflow-x: auto; }
      table { white-space: nowrap; border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.2rem 0.6rem; text-align: right; border-bottom: 1px solid #cccccc; }
      th:first-child, td:first-child { text-align: left; }
      </style>
      </head>
      <body>
      <h1>Event streams through real proxies</h1>
      <div class="wide"><table>
      <tr>\(cells("th", ["proxy", "version", "origin"] + ProxyTopic.allCases.map(\.heading)))</tr>
      \(rows(figures).joined(separator: "\n"))
      </table></div>
      <dl>
      \(meanings.joined(separator: "\n"))
      </dl>
      \(notes.map { "<p>\(escaped($0))</p>" }.joined(separator: "\n"))
      </body>
      </html>

      """
  }

  private static func rows(_ figures: [WildFigure]) -> [String] {
    var keys: [[String]] = []
    for figure in figures {
      let key = [figure.subject, figure.version, figure.circumstance]
      if !keys.contains(key) { keys.append(key) }
    }
    return keys.map { key in
      let own = figures.filter { [$0.subject, $0.version, $0.circumstance] == key }
      let words = ProxyTopic.allCases.map { topic in
        own.first { $0.topic == topic.rawValue }?.words ?? "?"
      }
      return "<tr>\(cells("td", key + words))</tr>"
    }
  }

  private static func cells(_ element: String, _ texts: [String]) -> String {
    texts.map { "<\(element)>\(escaped($0))</\(element)>" }.joined()
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.visible {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
