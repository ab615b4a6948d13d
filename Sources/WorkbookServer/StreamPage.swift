/// The page that shows the hello-world stream in a browser.
enum StreamPage {
  /// Nothing from elsewhere, and nothing to elsewhere.
  static let policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'"

  static let html = #"""
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>A stream of server-sent events</title>
    <style>
      :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
      body { max-width: 42rem; margin: 0 auto; padding: 1rem; }
      h1 { font-size: 1.4rem; }
      dl { display: grid; grid-template-columns: auto 1fr; gap: .2rem .8rem; }
      dt { opacity: .75; }
      dd { margin: 0; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }
      button { font: inherit; padding: .6rem 1rem; min-height: 2.75rem; margin: 0 .5rem .5rem 0; }
      ol { list-style: none; padding: 0; font-family: ui-monospace, monospace; font-size: .9rem; }
      li { padding: .15rem 0; overflow-wrap: anywhere; border-top: 1px solid #8884; }
      .open { color: #17803d; } .connecting { color: #a15c00; } .closed { color: #c0262d; }
      @media (prefers-color-scheme: dark) {
        .open { color: #5fd38a; } .connecting { color: #f0b357; } .closed { color: #ff8a8a; }
      }
    </style>
    <h1>A stream of server-sent events</h1>
    <p>This page holds one connection open. The server writes to it whenever it has something to
      say; the browser comes back by itself when the connection is lost.</p>
    <dl aria-live="polite">
      <dt>readyState</dt><dd id="state" class="connecting">0 CONNECTING</dd>
      <dt>lastEventId</dt><dd id="last">(none yet)</dd>
      <dt>The browser sent</dt><dd id="sent">(not connected yet)</dd>
    </dl>
    <p><button id="drop">Drop the connection</button><button id="close">close()</button></p>
    <ol id="log" aria-label="What happened, the newest first"></ol>
    <script>
      "use strict";
      const words = ["0 CONNECTING", "1 OPEN", "2 CLOSED"];
      const find = (id) => document.getElementById(id);
      const shown = 200;
      let stream = null;

      const source = new EventSource("/?echo=request");

      function showState() {
        const state = find("state");
        state.textContent = words[source.readyState];
        state.className = ["connecting", "open", "closed"][source.readyState];
      }

      function log(text) {
        const line = document.createElement("li");
        line.textContent = text;
        find("log").prepend(line);
        while (find("log").children.length > shown) find("log").lastChild.remove();
      }

      source.onopen = () => { showState(); log("open"); };
      source.onmessage = (event) => {
        find("last").textContent = event.lastEventId;
        log(`message  id ${event.lastEventId}  ${event.data}`);
      };
      source.onerror = () => {
        showState();
        log(source.readyState === EventSource.CLOSED
          ? "error: the stream is closed for good"
          : "error: the connection is lost, the browser will be back");
      };
      source.addEventListener("request", (event) => {
        const request = JSON.parse(event.data);
        stream = request.stream;
        const id = request.lastEventId;
        find("sent").textContent = id === null ? "no Last-Event-ID" : `Last-Event-ID: ${id}`;
      });
      find("drop").onclick = async () => {
        if (stream !== null) await fetch(`/streams/${stream}/drop`, { method: "POST" });
      };
      find("close").onclick = () => { source.close(); showState(); log("close()"); };
    </script>
    </html>

    """#
}
