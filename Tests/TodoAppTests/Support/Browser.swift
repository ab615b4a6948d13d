import Foundation
import Synchronization

/// A real browser without a window: Chromium, told what to do over a pair of pipes.
///
/// One for all tests, since it takes a while to start; it ends with this process.
actor Browser {
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  static let shared = Result { try Browser() }

  private let input: FileHandle
  private let process: Process
  private var calls = 0
  private var waiting: [Int: CheckedContinuation<[String: Any], Never>] = [:]

  private init() throws {
    let names = ["chromium", "chromium-browser", "google-chrome"]
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let paths = names.flatMap { name in folders.map { "\($0)/\(name)" } }
    guard let path = paths.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw Problem(
        description: "Chromium is not installed; install it with: sudo apt-get install chromium")
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "sse-\(UUID())").path()
    let (input, output) = (Pipe(), Pipe())
    process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    // Chromium speaks on descriptors 3 and 4, and goes when 3 ends. Its folder goes with it.
    process.arguments = [
      "-c",
      """
      "$0" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
        --user-data-dir="$1" --remote-debugging-pipe about:blank 3<&0 4>&1 \
        </dev/null >/dev/null 2>&1; rm -rf "$1"
      """, path, folder,
    ]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.input = input.fileHandleForWriting
    Thread.detachNewThread { [self] in
      var rest: [UInt8] = []
      while true {
        let bytes = output.fileHandleForReading.availableData
        guard !bytes.isEmpty else { return }
        rest += bytes
        while let end = rest.firstIndex(of: 0) {
          let message = Data(rest[..<end])
          rest.removeSubrange(...end)
          Task { await self.take(message) }
        }
      }
    }
  }

  /// Opens a page of its own.
  func open(_ url: String, width: Int = 1000, height: Int = 700) async throws -> Page {
    let target = try await call("Target.createTarget", ["url": "about:blank"])
    let session = try await call(
      "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
    let page = Page(browser: self, session: session["sessionId"] as? String ?? "")
    try await page.resize(width, height)
    _ = try await call("Page.navigate", ["url": url], session: page.session)
    return page
  }

  fileprivate func call(
    _ method: String, _ parameters: sending [String: Any], session: String? = nil
  ) async throws -> sending [String: Any] {
    calls += 1
    let number = calls
    var message: [String: Any] = ["id": number, "method": method, "params": parameters]
    message["sessionId"] = session
    let bytes = try JSONSerialization.data(withJSONObject: message) + [0]
    let answer = await withCheckedContinuation { continuation in
      waiting[number] = continuation
      input.write(bytes)
    }
    if let error = answer["error"] { throw Problem(description: "\(method): \(error)") }
    return answer["result"] as? [String: Any] ?? [:]
  }

  private func take(_ message: Data) {
    guard let object = try? JSONSerialization.jsonObject(with: message) as? [String: Any],
      let number = object["id"] as? Int
    else { return }
    waiting.removeValue(forKey: number)?.resume(returning: object)
  }
}

/// A page in the browser.
struct Page: Sendable {
  let browser: Browser
  let session: String

  /// Runs JavaScript and returns what it evaluates to, promises awaited, as text.
  @discardableResult
  func run(_ script: String) async throws -> String {
    try await browser.evaluate(script, session)
  }

  /// Waits until the expression is true; the page says when something in it has changed.
  func wait(_ condition: String, within seconds: Int = 20) async throws {
    let outcome = try await run(
      """
      new Promise(resolve => {
        const look = () => { try { return \(condition); } catch { return false; } };
        const watch = new MutationObserver(() => { if (look()) end("yes"); });
        const end = word => { watch.disconnect(); clearTimeout(timer); resolve(word); };
        const timer = setTimeout(() => end(document.body.innerText), \(seconds) * 1000);
        watch.observe(document, { subtree: true, childList: true, attributes: true,
          characterData: true });
        if (look()) end("yes");
      })
      """)
    guard outcome == "yes" else {
      throw Browser.Problem(description: "waited for \(condition), saw: \(outcome)")
    }
  }

  func resize(_ width: Int, _ height: Int) async throws {
    try await browser.resize(width, height, session)
  }

  /// Keeps a picture of the page among the artefacts.
  func picture(_ name: String) async throws {
    try await browser.picture(name, session)
  }

  func close() async { await browser.close(session) }
}

extension Browser {
  fileprivate func evaluate(_ script: String, _ session: String) async throws -> String {
    let result = try await call(
      "Runtime.evaluate",
      ["expression": script, "awaitPromise": true, "returnByValue": true], session: session)
    if let exception = result["exceptionDetails"] {
      throw Problem(description: "\(script): \(exception)")
    }
    let value = (result["result"] as? [String: Any])?["value"]
    return value.map { "\($0)" } ?? ""
  }

  fileprivate func resize(_ width: Int, _ height: Int, _ session: String) async throws {
    _ = try await call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600],
      session: session)
  }

  fileprivate func picture(_ name: String, _ session: String) async throws {
    let result = try await call("Page.captureScreenshot", ["format": "png"], session: session)
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "artefacts")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(base64Encoded: result["data"] as? String ?? "")?
      .write(to: folder.appending(path: name))
  }

  fileprivate func close(_ session: String) async {
    _ = try? await call("Page.close", [:], session: session)
  }
}
