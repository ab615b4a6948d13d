/// The page of a phone: what the wall shows, live, and what one can say to it.
///
/// One file, without a framework and with nothing from elsewhere; everything that came from
/// somebody becomes text through `textContent` alone.
enum ClassPage {
  /// The page; a light one is light on phones that have never chosen otherwise, too.
  static func html(isLight: Bool) -> String {
    isLight
      ? html.replacing("<html lang=\"en\">", with: "<html lang=\"en\" class=\"light\">") : html
  }

  private static let html = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>Class</title>
    <style>
    \(css)
    </style>
    </head>
    <body>
    <header>
    <h1 id="class">Class</h1>
    <p id="state" role="status">Connecting…</p>
    <p id="problem" role="alert" hidden></p>
    <div id="view">
    <label><input type="checkbox" id="commands"> Commands only</label>
    <button type="button" id="larger" aria-label="Larger text">A+</button>
    <button type="button" id="smaller" aria-label="Smaller text">A−</button>
    <button type="button" id="theme">Light or dark</button>
    </div>
    </header>
    <main>
    <section id="lesson" role="log" aria-label="What the wall shows" tabindex="0"></section>
    <button type="button" id="newest" hidden>↓ Newest</button>
    </main>
    <section id="question" aria-label="A question" hidden></section>
    <section id="demonstration" aria-label="This page as a client">
    <h2>This page as a client</h2>
    <p id="client">It follows the demonstration, too.</p>
    <ol id="heard" aria-label="What it heard, the newest first"></ol>
    <ol id="self" aria-label="What this page went through, the newest first"></ol>
    </section>
    <footer>
    <div><button type="button" class="mood" data-mood="lost" aria-pressed="false">I am lost</button>
    <button type="button" class="mood" data-mood="slower" aria-pressed="false">Slower, please</button></div>
    <form id="join">
    <label for="name">A nickname, if you like</label>
    <div><input id="name" autocomplete="off" maxlength="24">
    <input id="code" autocomplete="off" placeholder="The code of this class" aria-label="The code of this class" hidden>
    <button>Take it</button></div>
    </form>
    <details><summary>What is kept, and who can read it</summary>
    <p id="keeps"></p>
    <p>The connection is not encrypted: whoever shares this network could read along, as they could
    read the wall. No phone sees the answers or the address of another one.</p>
    </details>
    </footer>
    <script>
    \(script)
    </script>
    </body>
    </html>

    """

  static let css = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --pale: #595959;
      --line: #bbb; --mark: #0b5cad; --bad: #b00020; --bar: #7aa7d6; }
    @media (prefers-color-scheme: dark) { :root:not(.light) { --ink: #eee; --paper: #111;
      --pale: #aaa; --line: #444; --mark: #8fc1ff; --bad: #ff8a80; --bar: #2f6ca8; } }
    :root.dark { --ink: #eee; --paper: #111; --pale: #aaa; --line: #444; --mark: #8fc1ff;
      --bad: #ff8a80; --bar: #2f6ca8; }
    html { font-size: var(--size, 100%); }
    body { font: 1rem/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 60rem;
      padding: .75rem; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
    h1 { font-size: 1.3rem; margin: 0; } h2 { font-size: 1.1rem; margin: .5rem 0; }
    #state, #client { margin: .2rem 0; color: var(--pale); }
    #problem { border: 2px solid var(--bad); padding: .4rem; }
    #view, footer div, form div { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
    button, input:not([type=checkbox]) { font: inherit; min-height: 2.75rem; padding: 0 .8rem;
      box-sizing: border-box; max-width: 100%; }
    input[type=checkbox] { width: 1.4rem; height: 1.4rem; vertical-align: middle; }
    label { min-height: 2.75rem; display: inline-flex; align-items: center; gap: .4rem; }
    #lesson { height: 55vh; overflow-y: auto; border: 1px solid var(--line); padding: .5rem;
      margin: .5rem 0; }
    #lesson pre, #heard li, #self li { white-space: pre-wrap; margin: 0; }
    pre, code, #heard { font-family: ui-monospace, monospace; font-size: .92em; }
    .server { border-left: .25rem solid var(--mark); padding-left: .4rem; }
    .client { border-left: .25rem solid var(--bar); padding-left: .4rem; }
    .command { font-weight: bold; margin: .4rem 0 0; }
    .refused { color: var(--bad); }
    .page { border-top: 2px solid var(--line); margin-top: .75rem; }
    .only-commands #lesson > :not(.command):not(.page) { display: none; }
    .only-commands #lesson > .page > :not(h2) { display: none; }
    #question { border: 3px solid var(--mark); padding: .5rem; margin: .5rem 0; }
    #question button { display: block; width: 100%; text-align: left; margin: .3rem 0;
      padding: .4rem .8rem; }
    [aria-pressed=true] { outline: 3px solid var(--mark); font-weight: bold; }
    .poll { display: grid; grid-template-columns: minmax(3rem, 40%) 1fr auto; gap: .3rem .5rem;
      margin: .5rem 0; }
    .poll i { background: var(--bar); min-width: 1px; height: 1.4em; }
    ol { list-style: none; padding: 0; margin: .3rem 0; max-height: 9rem; overflow-y: auto; }
    #self { color: var(--pale); }
    """
}
