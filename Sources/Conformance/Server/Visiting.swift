/// One visit: its connections, and what they saw.
final class Visiting: Sendable {
  let subject: ServerSubject
  let token: String
  let longestWait: Duration?
  /// Whether an answer had no head in time.
  let sawSilence = Shared(false)
  let readers = Shared<[String: StreamReader]>([:])
  private let doings = Shared<[String]>([])
  /// Where memory stood when the visit began.
  let memory = Shared<Int?>(nil)

  init(subject: ServerSubject, token: String, longestWait: Duration? = nil) {
    self.subject = subject
    self.longestWait = longestWait
    self.token = token
    memory.with { $0 = subject.process.flatMap(ProcessLook.residentMegabytes) }
  }

  func leave() async {
    let all = readers.with { readers in
      defer { readers = [:] }
      return Array(readers.values)
    }
    for reader in all { await reader.connection.close() }
  }

  func perform(_ step: Visit.Step) async -> Failure? {
    switch step {
    case .ask(let request): await ask(request)
    case .head(let head): await expect(head)
    case .publish(let event, let isRefusable): await publish(event, isRefusable)
    case .publishMany(let prefix, let from, let count, let size):
      await publishMany(prefix, from, count, size)
    case .event(let name, let type, let data, let id, let limit):
      await expectEvent(name, type, data, id, limit)
    case .passed(let name, let limit): await expectPassed(name, limit)
    case .numbered(let name, let prefix, let from, let to, let limit):
      await expectNumbered(name, prefix, from, to, limit)
    case .quiet(let name, let prefix, let time): await expectQuiet(name, prefix, time)
    case .unforged(let name, let type, let data, let id):
      await expectUnforged(name, type, data, id)
    case .idsDiffer(let name): await expectDifferentIDs(name)
    case .refused(let name, let body): await expectRefusal(of: body, name)
    case .told(let name, let limit): await expectWord(name, limit)
    case .nothingTwice(let name, let other, let time):
      await expectNothingTwice(name, other, time)
    case .bytes(let name, let isNew, let limit): await expectBytes(name, isNew, limit)
    case .wire(let name, let rule): await expect(rule, name)
    case .noBody(let name, let time): await expectNoBody(name, time)
    case .close(let name): await close(name)
    case .pause(let time): await pause(time)
    case .readers(let prefix, let count): await open(prefix, count)
    case .ended(let name, let limit, let isClean): await expectEnd(name, limit, isClean)
    case .terminate: await terminate()
    case .gone(let limit): await expectGone(limit)
    case .left(let name, let limit): await expectLeft(name, limit)
    case .memory(let limit): expectMemory(limit)
    case .race(let prefix, let count, let returns): await race(prefix, count, returns)
    case .spread(let name, let count, let least): expectSpread(name, count, least)
    }
  }

  func note(_ text: String) { doings.with { $0.append(text) } }

  func failed(_ sentence: String, came: [String], wanted: [String]) -> Failure {
    Failure(sentence, sent: doings.current, came: came, wanted: wanted)
  }

  func filled(_ text: String) -> String {
    text.replacing("{token}", with: token).replacing("{host}", with: subject.place.authority)
      .replacing("{path}", with: subject.place.target)
  }

  func filled(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(0x7B) else { return bytes }
    return Array(filled(String(decoding: bytes, as: UTF8.self)).utf8)
  }

  func reader(_ name: String) -> StreamReader? { readers.current[name] }

  /// Waits of many seconds, for a subject that is known to be quick.
  func shortened(_ limit: Duration) -> Duration {
    guard let longestWait, limit >= .seconds(10) else { return limit }
    return longestWait
  }
}
