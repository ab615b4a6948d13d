/// Text from outside on its way to a terminal: the one place where it is made harmless.
///
/// Whatever prints calls one of these, and nothing else does any cleaning: ``visible`` for people,
/// ``escapingHidden`` for JSON.
extension String {
  /// The same text, with a sign for whatever would do something else than appear.
  ///
  /// U+2400 and the following for ASCII control characters (␍, ␊, ␛), U+FFFD for the others: C1,
  /// the marks that turn the direction of writing, zero-width and tag characters, and what is more
  /// than eight marks on one letter. Costs time in proportion to the text; letters of ASCII cost
  /// next to nothing. Done twice it is as if done once.
  public var visible: String {
    if isPrintableASCII { return self }
    var result = String.UnicodeScalarView()
    look { scalar, verdict in
      switch verdict {
      case .shown: result.append(scalar)
      case .sign(let sign): result.append(sign)
      case .covered: break
      }
    }
    return String(result)
  }

  /// The same lines, each of them ``visible``.
  public var visibleLines: String {
    if utf8.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A }) { return self }
    let lines = unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { String($0).visible }.joined(separator: "\n")
  }

  /// The same JSON value, with `\u` escapes for what ``visible`` would show as a sign.
  ///
  /// For a whole text of JSON: outside of its strings there is nothing to escape, and an encoder
  /// has escaped the ASCII control characters within them already.
  public var escapingHidden: String {
    if utf8.allSatisfy({ $0 < 0x7F }) { return self }
    var result = String.UnicodeScalarView()
    look { scalar, verdict in
      if verdict == .shown || scalar.value < 0x20 {
        result.append(scalar)
      } else {
        result.append(contentsOf: scalar.jsonEscape.unicodeScalars)
      }
    }
    return String(result)
  }

  private var isPrintableASCII: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

  private func look(_ body: (Unicode.Scalar, Sight.Verdict) -> Void) {
    var sight = Sight()
    var scalars = unicodeScalars.makeIterator()
    var next = scalars.next()
    while let scalar = next {
      next = scalars.next()
      body(scalar, sight.verdict(on: scalar, before: next))
    }
  }
}

extension Unicode.Scalar {
  /// `\u202e`; two of them beyond the first plane (RFC 8259, section 7).
  fileprivate var jsonEscape: String {
    String(self).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
