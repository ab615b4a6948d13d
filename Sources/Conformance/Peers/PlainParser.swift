/// The standard's parser as plainly as can be, with one planted fault on request.
///
/// Decode everything, split into lines, follow the steps: a second opinion that shares no line with
/// the parser of this house. A fault is named as the rule that it breaks; without one it keeps all.
struct PlainParser {
  var fault: String?
  /// What the connection before left.
  var lastEventID: String

  init(fault: String? = nil, lastEventID: String = "") {
    self.fault = fault
    self.lastEventID = lastEventID
  }

  private func breaks(_ rule: String) -> Bool { fault == rule }

  /// A line and where in the stream it begins and ends.
  private struct Line {
    var text: [Unicode.Scalar]
    var endsInCarriageReturn = false
  }

  func answer(to pieces: [[UInt8]]) -> ParserAnswer {
    var state = State()
    state.id = Array(lastEventID.unicodeScalars)
    state.lastID = state.id
    let lines = lines(of: pieces)
    for (index, line) in lines.enumerated() {
      if state.isDead { break }
      process(line, isLast: index == lines.count - 1, &state)
    }
    if breaks("incomplete"), state.hasData { dispatch(&state) }
    if breaks("incomplete-id") { state.lastID = state.id }
    return ParserAnswer(
      events: state.events, summary: .init(lastEventID: text(state.lastID), retry: state.retry))
  }

  private struct State {
    var events: [Event] = []
    var data: [[Unicode.Scalar]] = []
    var type: [Unicode.Scalar] = []
    var id: [Unicode.Scalar] = []
    var hasID = false
    var lastID: [Unicode.Scalar] = []
    var retry: Int?
    var waitingRetry: Int?
    var sawComment = false
    var sawField = false
    var sawRetry = false
    var sawUnknown = false
    var isEmptyByColon = false
    var sawTypeBehindData = false
    var eventsSinceID = 0
    var blankLines = 0
    var isDead = false

    var hasData: Bool { !data.isEmpty }
  }

  // MARK: Lines

  private func process(_ line: Line, isLast: Bool, _ state: inout State) {
    if line.text.isEmpty {
      if breaks("due-at-cr"), isLast, line.endsInCarriageReturn { return }
      state.blankLines += 1
      return dispatch(&state)
    }
    state.blankLines = 0
    if line.text[0] == ":" || line.text[0] != "d", breaks("long-comments"), line.text.count > 2_010
    {
      state.isDead = true
    }
    if line.text[0] == ":" {
      state.sawComment = true
      if breaks("comments"), state.hasData, line.text.count < 2 || line.text[1] != " " {
        state.data = []
      }
      return
    }
    let colon = line.text.firstIndex(of: ":")
    if colon == nil, breaks("no-colon") { return }
    var name = Array(line.text[..<(colon ?? line.text.endIndex)])
    if breaks("exact-names") {
      name = name.flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
    }
    if breaks("spaces-in-names") { name = trimmed(name) }
    if breaks("nul-elsewhere") { name.removeAll { $0 == "\0" } }
    var value = colon.map { Array(line.text[($0 + 1)...]) } ?? []
    if breaks("first-colon"), let second = value.firstIndex(of: ":"), second + 1 < value.count,
      ("0"..."9").contains(value[second + 1])
    {
      value = Array(value[..<second])
    }
    let hasSpace = value.first == " "
    if breaks("no-space"), !hasSpace, !value.isEmpty { return }
    if hasSpace { value.removeFirst() }
    if breaks("one-space"), text(name) != "retry" { value = Array(value.drop { $0 == " " }) }
    if breaks("only-u0020"), !hasSpace, value.first == "\t" || value.first == "\u{A0}" {
      value.removeFirst()
    }
    if breaks("trailing-space") {
      while value.last == " " || value.last == "\t" { value.removeLast() }
    }
    if !state.hasData { state.isEmptyByColon = colon != nil && value.isEmpty }
    state.sawField = true
    field(text(name), value, &state)
  }

  private func field(_ name: String, _ value: [Unicode.Scalar], _ state: inout State) {
    switch name {
    case "data": data(value, &state)
    case "event":
      state.sawTypeBehindData = state.hasData
      if breaks("last-type"), !state.type.isEmpty { return }
      if breaks("empty-type"), value.isEmpty { return }
      state.type = value
      if breaks("any-type") { state.type = Array(value.prefix { $0 != " " && $0 != "/" }) }
    case "id":
      if value.contains("\0"), !breaks("id-nul") { return }
      if breaks("empty-id"), value.isEmpty { return }
      if breaks("any-id"), value.contains(where: { ",{".unicodeScalars.contains($0) }) { return }
      if breaks("last-id"), state.hasID { return }
      if breaks("order"), state.sawTypeBehindData { return }
      state.id = value
      if breaks("id-is-text"), let number = Int(text(value)) {
        state.id = Array(String(number).unicodeScalars)
      }
      state.hasID = true
    case "retry":
      retry(value, &state)
    default:
      if breaks("prefixes"), name.hasPrefix("data") { return data(value, &state) }
      if name == "foo" || name == "error" { state.sawUnknown = true }
    }
  }

  private func data(_ value: [Unicode.Scalar], _ state: inout State) {
    var value = value
    if breaks("any-data"), text(value) == "[DONE]" { state.isDead = true; return }
    if breaks("long-lines"), value.count > 65_536 { value = Array(value.prefix(65_536)) }
    if breaks("data-lines"), let last = state.data.last, !last.isEmpty, !value.isEmpty {
      state.data[state.data.count - 1] += [" "] + value
      return
    }
    if breaks("many-lines"), state.data.count >= 1_000 { return }
    state.data.append(value)
  }

  private func retry(_ value: [Unicode.Scalar], _ state: inout State) {
    let isNumber = !value.isEmpty && value.allSatisfy { ("0"..."9").contains($0) }
    if isNumber { state.sawRetry = true }
    if breaks("retry-number"), state.retry != nil { return }
    if breaks("retry-signs"), let number = Int(text(trimmed(value))) {
      state.retry = number
      return
    }
    if breaks("retry-junk"), !isNumber, !value.isEmpty { state.isDead = true }
    var digits = value
    if breaks("retry-digits") {
      digits = Array(value.prefix { ("0"..."9").contains($0) })
      if digits.isEmpty { return }
    } else if !isNumber {
      return
    }
    var number = digits.reduce(0) { sum, digit -> Int in
      let (tens, over) = sum.multipliedReportingOverflow(by: 10)
      let (next, carry) = tens.addingReportingOverflow(Int(digit.value) - 48)
      return over || carry ? .max : next
    }
    if breaks("retry-huge"), number == .max { state.isDead = true }
    if breaks("retry-large"), number > 4_294_967_295 { number &= 0xFFFF_FFFF }
    if breaks("retry-at-once") { state.waitingRetry = number } else { state.retry = number }
  }

  // MARK: The blank line

  private func dispatch(_ state: inout State) {
    defer {
      state.data = []
      if !breaks("type-resets") { state.type = [] }
      state.hasID = false
      state.sawComment = false
      state.sawField = false
      state.sawRetry = false
      state.sawUnknown = false
      state.sawTypeBehindData = false
      state.retry = state.waitingRetry ?? state.retry
    }
    if !(breaks("id-without-data") && !state.hasData) { state.lastID = state.id }
    state.eventsSinceID = state.hasID ? 0 : state.eventsSinceID + (state.hasData ? 1 : 0)
    if breaks("id-stays"), state.eventsSinceID > 1 { state.lastID = [] }
    if !state.hasData {
      let isEmptyEvent =
        breaks("comment-only") && state.sawComment && !state.sawField
        || breaks("retry-only") && state.sawRetry
        || breaks("type-without-data") && !state.type.isEmpty
        || breaks("blank-lines") && state.blankLines > 1
      guard isEmptyEvent else { return }
      state.data = [[]]
    }
    if breaks("unknown-fields"), state.sawUnknown { return }
    let isKnown = ["error", "open", "close", "message"].contains(text(state.type))
    if breaks("known-types"), isKnown { return }
    if breaks("many-events"), state.events.count >= 100 { return }
    deliver(&state)
  }

  private func deliver(_ state: inout State) {
    var data = state.data.count == 1 ? state.data[0] : Array(state.data.joined(separator: ["\n"]))
    if breaks("empty-lines-of-data") { while data.last == "\n" { data.removeLast() } }
    if breaks("empty-data"), state.data.count == 1, data.isEmpty, state.isEmptyByColon { return }
    if breaks("nul-in-data") { data.removeAll { $0 == "\0" } }
    if breaks("control-characters") {
      data.removeAll {
        $0.value < 0x20 && $0 != "\n" && $0 != "\t" && $0 != "\0" || $0.value == 0x7F
      }
    }
    if breaks("no-normalization") { data = data.filter { $0.value != 0x301 && $0.value != 0x308 } }
    let event = Event(
      type: state.type.isEmpty ? "message" : text(state.type), data: text(data),
      id: text(state.lastID))
    if breaks("independent"), state.events.last == event { return }
    state.events.append(event)
  }

  // MARK: Bytes to lines

  private func lines(of pieces: [[UInt8]]) -> [Line] {
    var pieces = pieces
    if breaks("empty-piece"), let end = pieces.firstIndex(where: \.isEmpty) {
      pieces = Array(pieces[..<end])
    }
    let boundaries = Set(
      pieces.dropLast().reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1.count) })
    let text = decoded(pieces)
    var lines: [Line] = []
    var line: [Unicode.Scalar] = []
    var style: Unicode.Scalar?
    var isAtStartOfLine = true
    // The CR before an LF is taken for a part of the line.
    var isKept = false
    for (index, (scalar, offset)) in text.enumerated() {
      let before = index > 0 ? text[index - 1].0 : nil
      let next = index + 1 < text.count ? text[index + 1].0 : nil
      let isCut = boundaries.contains(offset)
      if isCut, breaks("cut-in-field"), !isAtStartOfLine, !line.isEmpty, !line.contains(":") {
        line = []
      }
      if isCut, breaks("cut-in-value"), scalar == " ", line.contains(":") { continue }
      if isCut, breaks("cuts"), scalar == "\n", before == "\n" { continue }
      var ends = false
      switch scalar {
      case "\n":
        if before == "\r", !isKept, !(breaks("cut-in-crlf") && isCut) { continue }
        ends = !(breaks("lf") && next == " ")
        if breaks("mixed-ends"), let style, style != "\n" { ends = false }
        style = style ?? "\n"
      case "\r":
        ends = !(breaks("cr") && next != "\n")
        isKept = breaks("crlf") && next == "\n" && line.starts(with: "event".unicodeScalars)
        if isKept { ends = false }
        if breaks("mixed-ends") {
          let kind: Unicode.Scalar = next == "\n" ? "\u{1}" : "\r"
          if let style, style != kind { ends = false }
          style = style ?? kind
        }
      case "\u{B}", "\u{C}", "\u{1C}", "\u{85}", "\u{2028}", "\u{2029}":
        ends = breaks("only-cr-and-lf")
      default: break
      }
      guard ends else {
        line.append(scalar)
        isAtStartOfLine = false
        continue
      }
      isKept = false
      lines.append(Line(text: line, endsInCarriageReturn: scalar == "\r" && next != "\n"))
      line = []
      isAtStartOfLine = true
    }
    if breaks("bom-once") {
      for index in lines.indices where lines[index].text.first == "\u{FEFF}" {
        lines[index].text.removeFirst()
      }
    }
    return lines
  }

  private func trimmed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var scalars = Array(scalars.drop { $0 == " " || $0 == "\t" })
    while scalars.last == " " || scalars.last == "\t" { scalars.removeLast() }
    return scalars
  }

  private func text(_ scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  // MARK: UTF-8

  private func decoded(_ pieces: [[UInt8]]) -> [(Unicode.Scalar, Int)] {
    var bytes = Array(pieces.joined())
    var offset = 0
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let isWhole = pieces.first { !$0.isEmpty }?.starts(with: mark) ?? false
    if bytes.starts(with: mark), !breaks("bom"), isWhole || !breaks("cut-in-bom") {
      bytes.removeFirst(3)
      offset = 3
    }
    if breaks("only-utf-8"), bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      bytes.removeFirst(2)
      offset = 2
    }
    guard breaks("cut-in-character"), offset == 0, bytes.first != 0xEF else {
      return decoded(bytes, offset)
    }
    var start = 0
    return pieces.flatMap { piece in
      defer { start += piece.count }
      return decoded(piece, start)
    }
  }

  /// The UTF-8 decoder of the Encoding Standard (8.1.1), each scalar with its place.
  private func decoded(_ bytes: [UInt8], _ offset: Int) -> [(Unicode.Scalar, Int)] {
    var scalars: [(Unicode.Scalar, Int)] = []
    var (value, needed, seen): (UInt32, Int, Int) = (0, 0, 0)
    var (lower, upper): (UInt8, UInt8) = (0x80, 0xBF)
    var (position, start) = (0, 0)
    func put(_ scalar: Unicode.Scalar) { scalars.append((scalar, offset + start)) }
    func replace(_ count: Int) {
      for _ in 0..<(breaks("maximal-subparts") ? count : 1) { put("\u{FFFD}") }
    }
    while position < bytes.count {
      let byte = bytes[position]
      if needed == 0 {
        start = position
        position += 1
        switch byte {
        case 0x00...0x7F: put(Unicode.Scalar(byte))
        case 0xC0, 0xC1:
          if breaks("overlong"), position < bytes.count {
            put(Unicode.Scalar(UInt8(byte & 1) << 6 | bytes[position] & 0x3F))
            position += 1
          } else {
            put("\u{FFFD}")
          }
        case 0xC2...0xDF: (needed, value) = (1, UInt32(byte & 0x1F))
        case 0xE0...0xEF:
          if byte == 0xE0, !breaks("overlong") { lower = 0xA0 }
          if byte == 0xED, !breaks("overlong") { upper = 0x9F }
          (needed, value) = (2, UInt32(byte & 0xF))
        case 0xF0...0xF4:
          if byte == 0xF0 { lower = 0x90 }
          if byte == 0xF4 { upper = 0x8F }
          (needed, value) = (3, UInt32(byte & 0x7))
        default:
          let isLost = byte >= 0xFE ? breaks("invalid-bytes") : breaks("stray-bytes")
          if !isLost { put("\u{FFFD}") }
        }
        continue
      }
      let fits = (lower...upper).contains(byte)
      (lower, upper) = (0x80, 0xBF)
      guard fits else {
        replace(seen + 1)
        (value, needed, seen) = (0, 0, 0)
        continue
      }
      position += 1
      value = value << 6 | UInt32(byte & 0x3F)
      seen += 1
      guard seen == needed else { continue }
      if breaks("characters"), value > 0xFFFF { put("\u{FFFD}") }
      put(breaks("characters") && value > 0xFFFF ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}")
      (value, needed, seen) = (0, 0, 0)
    }
    return scalars
  }
}
