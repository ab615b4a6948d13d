/// IMS QTI 2.1 as a package in a folder: a manifest, a test, and a file for each question.
///
/// Every question sets `SCORE` in its own response processing, from 0 to 1, by the rule of this
/// program; shares are summed as whole numbers and divided once, so that all of them are 1.
struct QTIFormat: QuizFormat {
  private static let namespace = "http://www.imsglobal.org/xsd/imsqti_v2p1"
  private static let schema =
    namespace + " http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
  private static let instance = "http://www.w3.org/2001/XMLSchema-instance"

  func files(of entries: [QuizExport.Entry], in pool: QuizPool) -> [QuizExport.File] {
    let items = entries.map { entry in
      QuizExport.File(path: path(of: entry), text: document(item(entry)))
    }
    return [
      QuizExport.File(path: "imsmanifest.xml", text: document(manifest(entries, pool))),
      QuizExport.File(path: "test.xml", text: document(test(entries, pool))),
    ] + items
  }

  func remarks(on form: ExportedForm) -> [String] { Self.unitRemark(form) }

  private func path(of entry: QuizExport.Entry) -> String { "items/\(entry.name).xml" }
  private func document(_ root: String) -> String { XML.declaration + "\n" + root + "\n" }

  // MARK: Around the questions

  private func manifest(_ entries: [QuizExport.Entry], _ pool: QuizPool) -> String {
    let resources = entries.map { entry in
      resource(entry.name, "imsqti_item_xmlv2p1", path(of: entry))
    }
    let needed = entries.map { XML.element("dependency", ["identifierref": "RES-\($0.name)"]) }
    let test = resource("test", "imsqti_test_xmlv2p1", "test.xml", needs: needed)
    let metadata = XML.element(
      "metadata",
      around: [
        XML.element("schema", [:], "QTIv2.1 Package"), XML.element("schemaversion", [:], "1.0.0"),
      ])
    return XML.element(
      "manifest",
      [
        "xmlns": "http://www.imsglobal.org/xsd/imscp_v1p1", "identifier": "MANIFEST-\(pool.id)",
      ],
      around: [
        metadata, XML.element("organizations"),
        XML.element("resources", around: [test] + resources),
      ])
  }

  private func resource(
    _ name: String, _ type: String, _ path: String, needs: [String] = []
  ) -> String {
    XML.element(
      "resource", ["identifier": "RES-\(name)", "type": type, "href": path],
      around: [XML.element("file", ["href": path])] + needs)
  }

  /// As many questions as a draw has, of all of them, in any order.
  private func test(_ entries: [QuizExport.Entry], _ pool: QuizPool) -> String {
    let references = entries.map { entry in
      XML.element(
        "assessmentItemRef", ["identifier": "Q-\(entry.name)", "href": path(of: entry)])
    }
    let count = String(min(pool.drawSize, entries.count))
    let section = XML.element(
      "assessmentSection", ["identifier": "all", "title": pool.title, "visible": "true"],
      around: [
        XML.element("selection", ["select": count]), XML.element("ordering", ["shuffle": "true"]),
      ] + references)
    let part = XML.element(
      "testPart",
      ["identifier": "part", "navigationMode": "nonlinear", "submissionMode": "simultaneous"],
      around: [section])
    let sum = XML.element(
      "setOutcomeValue", ["identifier": "SCORE"],
      XML.element("sum", [:], XML.element("testVariables", ["variableIdentifier": "SCORE"])))
    return XML.element(
      "assessmentTest",
      [
        "xmlns": Self.namespace, "xmlns:xsi": Self.instance, "xsi:schemaLocation": Self.schema,
        "identifier": "test-\(pool.id)", "title": pool.title,
      ],
      around: [score, part, XML.element("outcomeProcessing", around: [sum])])
  }

  // MARK: A question

  private func item(_ entry: QuizExport.Entry) -> String {
    let parts = QTIQuestion(entry.form)
    var processing = [parts.scoring]
    var outcomes = [score]
    if parts.saysOptions {
      let cardinality = parts.isMultiple ? "multiple" : "single"
      outcomes.append(outcome("FEEDBACK", cardinality, "identifier"))
      processing.append(
        set("FEEDBACK", XML.element("variable", ["identifier": "RESPONSE"])))
    }
    var modal: [String] = []
    if let because = entry.question.because {
      outcomes.append(outcome("REASON", "single", "identifier"))
      processing.append(
        set("REASON", XML.element("baseValue", ["baseType": "identifier"], "shown")))
      modal.append(
        XML.element(
          "modalFeedback",
          ["outcomeIdentifier": "REASON", "identifier": "shown", "showHide": "show"],
          ExportText.block(because)))
    }
    let body = XML.element("div", [:], entry.text)
    return XML.element(
      "assessmentItem",
      [
        "xmlns": Self.namespace, "xmlns:xsi": Self.instance, "xsi:schemaLocation": Self.schema,
        "identifier": entry.name, "title": entry.name, "adaptive": "false",
        "timeDependent": "false",
      ],
      around: [parts.declaration] + outcomes + [
        XML.element("itemBody", around: [body, parts.interaction]),
        XML.element("responseProcessing", around: processing),
      ] + modal)
  }

  private var score: String {
    XML.element(
      "outcomeDeclaration",
      ["identifier": "SCORE", "cardinality": "single", "baseType": "float"],
      XML.element("defaultValue", [:], XML.element("value", [:], "0")))
  }

  private func outcome(_ name: String, _ cardinality: String, _ type: String) -> String {
    XML.element(
      "outcomeDeclaration",
      ["identifier": name, "cardinality": cardinality, "baseType": type])
  }

  private func set(_ name: String, _ value: String) -> String {
    XML.element("setOutcomeValue", ["identifier": name], value)
  }
}
