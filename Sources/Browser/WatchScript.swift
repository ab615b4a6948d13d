/// What runs inside the page.
enum WatchScript {
  /// The function by which the page reports.
  static let binding = "sseWorkbookTells"

  /// What a page listens to.
  static func types(of watch: StreamWatch) -> [String] {
    ["open", "message", "error"] + watch.types
  }

  /// Opens the streams.
  ///
  /// Of several streams nothing but open and error is told. The ordinary request goes out when
  /// every stream has come to something, or half of the time is over.
  static func begin(_ watch: StreamWatch) -> String {
    let types = types(of: watch).map { JSON.string($0) }
    let parameters: JSON = [
      "url": .string(watch.stream), "count": .number(Double(watch.count)),
      "ordinary": .string(StreamWatch.ordinary),
      "dataLimit": .number(Double(StreamWatch.dataLimit)),
      "half": .number(watch.duration / .milliseconds(2)),
      "types": .array(watch.count == 1 ? types : []),
    ]
    return "(\(opening))(\(String(decoding: parameters.bytes, as: UTF8.self)))"
  }

  /// Has the page keep what it reports, where no browser takes it.
  static let keep = """
    (() => {
      const kept = window.sseWorkbookKept = [];
      window.\(binding) = text => { kept.push(text); };
    })()
    """

  /// What it has kept since it was asked last.
  static let kept = "sseWorkbookKept.splice(0)"

  /// How it stands.
  static let end = """
    (() => {
      const { sources, fetched } = sseWorkbook;
      const now = performance.now();
      const fetch = fetched && (fetched.ms === undefined
        ? { ms: Math.round(now - fetched.begun) } : fetched);
      return { states: sources.map(source => source.readyState), fetch };
    })()
    """

  private static let opening = """
    ({ url, count, types, ordinary, half, dataLimit }) => {
      const world = window.sseWorkbook = { sources: [], fetched: null };
      const ask = () => {
        if (world.fetched || count === 1) return;
        const fetched = world.fetched = { begun: performance.now() };
        const end = more => {
          fetched.ms = Math.round(performance.now() - fetched.begun);
          Object.assign(fetched, more);
        };
        fetch(ordinary, { cache: "no-store" }).then(
          response => end({ status: response.status }), () => end({ failed: true }));
      };
      const settle = () => {
        if (world.sources.every(source => source.settled)) ask();
      };
      for (let number = 0; number < count; number++) {
        const source = new EventSource(url);
        world.sources.push(source);
        for (const type of ["open", "error"]) {
          source.addEventListener(type, () => { source.settled = true; settle(); });
        }
        for (const type of new Set(types)) {
          source.addEventListener(type, event => \(binding)(JSON.stringify({
            type: event.type, state: source.readyState, id: event.lastEventId,
            data: event.data?.slice(0, dataLimit)
          })));
        }
      }
      setTimeout(ask, half);
    }
    """
}
