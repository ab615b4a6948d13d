import Foundation
import Testing

@testable import OutsideServers

/// What a recipe says, without running it.
@Suite struct ProxyRecipeTests {
  /// A setting with everything that the proxy has.
  private func setting(_ recipe: ProxyRecipe, isMended: Bool) -> ProxySetting {
    var options = ReverseProxy.Options(upstream: 8080)
    options.recipe = recipe
    options.port = 81
    options.isMended = isMended
    options.collects = !isMended && recipe.lacks[.buffering] == nil
    options.compresses = recipe.lacks[.gzip] == nil
    options.speaksHTTP2 = recipe.lacks[.http2] == nil
    options.readTimeout = .seconds(5)
    return ProxySetting(options, folder: "/f", user: recipe.user)
  }

  @Test(arguments: ProxyRecipe.all)
  func `each says what makes it a proxy, and why each line that matters is there`(
    _ recipe: ProxyRecipe
  ) throws {
    for isMended in [false, true] {
      let told = recipe.configuration(setting(recipe, isMended: isMended))
      let reasons = told.files.flatMap(\.lines).compactMap(\.why)
      #expect(reasons.filter { $0.hasPrefix("What makes it a proxy:") }.count == 1)
      #expect((reasons + told.arguments.compactMap(\.why)).allSatisfy { $0.hasSuffix(".") })
      // Whoever reads it at 80 columns sees each reason whole.
      let comments = told.files.flatMap { $0.text.split(separator: "\n") }
        .filter { $0.drop { $0 == " " }.hasPrefix("# ") }
      #expect(comments.allSatisfy { $0.count <= ProxyFile.commentWidth })
    }
  }

  @Test(arguments: ProxyRecipe.all)
  func `each switch that a proxy has changes what it is told`(_ recipe: ProxyRecipe) {
    func told(_ change: (inout ReverseProxy.Options) -> Void) -> ProxyConfiguration {
      var options = ReverseProxy.Options(upstream: 8080)
      options.recipe = recipe
      options.port = 81
      change(&options)
      return recipe.configuration(ProxySetting(options, folder: "/f"))
    }
    let plain = told { _ in }
    let changes: [ProxySwitch: (inout ReverseProxy.Options) -> Void] = [
      .buffering: { $0.collects = true }, .gzip: { $0.compresses = true },
      .http2: { $0.speaksHTTP2 = true }, .readTimeout: { $0.readTimeout = .seconds(7) },
    ]
    #expect(changes.count == ProxySwitch.allCases.count)
    for (option, change) in changes {
      let isLacking = recipe.lacks[option] != nil
      #expect((told(change) == plain) == isLacking, "\(option)")
    }
  }

  @Test func `a proxy is one file of the folder Recipes and one line of the list`() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources").standardizedFileURL
    let folder = sources.appending(path: "OutsideServers/Proxy/Recipes")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let names = files.map { $0.replacingOccurrences(of: ".swift", with: "").lowercased() }
    #expect(Set(names) == Set(ProxyRecipe.all.map(\.name)))
    // Nobody else knows a proxy by its name, but for nginx, which is the one that is meant unless
    // another is named, and examples of what to type.
    let known = ProxyRecipe.all.map(\.name).filter { !["nginx", "apache"].contains($0) }
    let all = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }
    for file in all ?? [] where file.hasSuffix(".swift") && !file.contains("Proxy/Recipes/") {
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      for line in text.split(separator: "\n") where known.contains(where: line.contains) {
        let isList = file.hasSuffix("ProxyRecipe.swift")
        let isExample = line.contains("--with") || line.drop { $0 == " " }.hasPrefix("//")
        #expect(isList || isExample, "\(file): \(line)")
      }
    }
  }

  @Test func `a name is found as it is typed, and no other`() {
    #expect(ProxyRecipe.named("haproxy")?.title == "HAProxy")
    #expect(ProxyRecipe.named("HAProxy") == nil)
  }
}
