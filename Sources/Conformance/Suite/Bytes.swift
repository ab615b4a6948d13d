import Workbook
import Yams

/// Bytes as a check writes them: text, or a list of texts, `{hex: FF FE}`, `{repeat: x, times: 9}`
/// and `cut`, where one piece ends and the next begins.
struct PiecesReader {
  let fields: FieldReader

  /// The pieces of a key; without `cut` there is one.
  func pieces(_ key: String) -> [[UInt8]] {
    guard let node = fields.node(key) else { return [] }
    return pieces(of: node, key)
  }

  func bytes(_ key: String) -> [UInt8] { pieces(key).flatMap(\.self) }

  func pieces(of node: Node, _ key: String) -> [[UInt8]] {
    guard let list = node.sequence else { return [part(node, key)] }
    var pieces: [[UInt8]] = [[]]
    for item in list {
      if item.scalar?.style == .plain, item.scalar?.string == "cut" {
        pieces.append([])
      } else {
        pieces[pieces.count - 1] += part(item, key)
      }
    }
    return pieces
  }

  private func part(_ node: Node, _ key: String) -> [UInt8] {
    if let scalar = node.scalar { return Array(scalar.string.utf8) }
    guard
      let part = FieldReader(
        node, named: "a part of '\(key)'", in: fields.part, fields.diagnostics)
    else { return [] }
    part.allow(["hex", "repeat", "times"])
    if let hex = part.text("hex") {
      let bytes = hex.split(separator: " ").map { UInt8($0, radix: 16) }
      if bytes.contains(nil) { part.complain(.wrongValue, "hex", "'\(hex)' is not like 'FF 0A'") }
      return bytes.compactMap(\.self)
    }
    guard let node = part.node("repeat") else {
      part.complainMissing("repeat")
      return []
    }
    let unit = pieces(of: node, key).flatMap(\.self)
    let times = part.integer("times", in: 1...(1 << 24)) ?? 1
    if unit.count == 1 { return [UInt8](repeating: unit[0], count: times) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(unit.count * times)
    for _ in 0..<times { bytes += unit }
    return bytes
  }
}
