import ArgumentParser
import Workbook

extension DiplomaCommand {
  /// `diploma trust`.
  struct Trust: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key known here, such as a teacher's; alone, list those that are.",
      discussion: "Example: diploma trust NH81-4K2M-9TQX-77AB --as 'Grace Hopper'")

    @Argument(
      help: "The key's fingerprint, did:jwk identifier or public PEM, or a diploma it has signed.")
    var key: String?

    @Option(name: .customLong("as"), help: "Whose key it is; what 'diploma verify' then says.")
    var label: String?

    @Flag(help: "Make it unknown again.")
    var forget = false

    var shellUse: ShellUse { .alone }

    var touches: [Touch] {
      guard let key else { return [] }
      return [.readsFile(key), .destroys("which keys are known here")]
    }

    func run(in session: isolated Session) async throws {
      let folder = try session.folderForKeys()
      do {
        var keys = try TrustedKeys(folder: folder)
        guard let key else {
          let rows = keys.entries.map { "\($0.fingerprint)  \($0.label)" }
          session.say(rows.isEmpty ? ["no key but this program's own is known here"] : rows)
          return
        }
        let (fingerprint, claimed) = try named(key, in: session)
        if forget {
          guard keys.forget(fingerprint) else {
            throw CommandFailure.failed("\(fingerprint) is not known here: nothing was forgotten")
          }
          try keys.save(in: folder)
          session.say("\(fingerprint) is not known any more")
          return
        }
        let name = try DiplomaName(label ?? claimed ?? "a key without a name")
        try keys.trust(fingerprint, as: name)
        try keys.save(in: folder)
        session.say("\(fingerprint) is known here as \(name.text)")
        if claimed != nil {
          session.say("it was read off a diploma: compare it with what the issuer tells you")
        }
      } catch let failure as CommandFailure {
        throw failure
      } catch {
        throw CommandFailure.failed("\(error)")
      }
    }

    /// The key that is meant, and what a diploma says of whose it is.
    private func named(
      _ text: String, in session: isolated Session
    ) throws -> (Fingerprint, claimed: String?) {
      if let fingerprint = Fingerprint(typed: text) { return (fingerprint, nil) }
      if let key = PublicKey(did: text) { return (key.fingerprint, nil) }
      guard let bytes = try LimitedFile.read(text, limit: DiplomaVerifier.fileLimit) else {
        throw CommandFailure.usage(
          "\(text) is no file that can be read, and no fingerprint such as NH81-4K2M-9TQX-77AB")
      }
      if let key = PublicKey(pem: String(decoding: bytes.prefix(4096), as: UTF8.self)) {
        return (key.fingerprint, nil)
      }
      let written =
        String(decoding: bytes.prefix(4096), as: UTF8.self)
        .split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
      if let key = PublicKey(did: written) { return (key.fingerprint, nil) }
      do {
        let verified = try session.diplomaVerifier().verify(bytes)
        return (verified.fingerprint, verified.issuer)
      } catch {
        throw CommandFailure.failed("\(text): \(error)")
      }
    }
  }
}
