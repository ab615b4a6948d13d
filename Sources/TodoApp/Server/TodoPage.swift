import HTTPTypes
import Hummingbird
import NIOCore

/// The page at `/`: the list first, then live.
enum TodoPage {
  static var response: Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-cache",
        .contentSecurityPolicy: policy,
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  /// Nothing from anywhere else, and nobody else's frame around it.
  static let policy =
    "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; "
    + "script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'none'"

  static let html = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>TODO, live</title>
    <style>
    \(css)
    </style>
    </head>
    <body>
    <h1>TODO, live</h1>
    <p id="state" role="status">Connecting…</p>
    <p id="problem" role="alert" hidden></p>
    <form id="add">
    <label for="text">What is to be done?</label>
    <div><input id="text" autocomplete="off" required> <button>Add</button></div>
    </form>
    <ul id="todos"></ul>
    <p id="empty" hidden>Nothing to do yet.</p>
    <script>
    \(script)
    </script>
    </body>
    </html>

    """

  private static let css = """
    body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto;
      padding: 1rem; color: #1a1a1a; background: #fff; }
    h1 { font-size: 1.5rem; margin: 0; }
    #state { margin: .25rem 0 1rem; }
    #problem { border: 2px solid; padding: .5rem; }
    #add div { display: flex; gap: .5rem; }
    input, button { font: inherit; min-height: 2.75rem; box-sizing: border-box; }
    #text { flex: 1; min-width: 0; padding: 0 .5rem; }
    button { padding: 0 1rem; }
    ul { list-style: none; padding: 0; }
    li { display: flex; gap: .75rem; align-items: center; border-bottom: 1px solid #bbb; }
    li label { flex: 1; min-width: 0; display: flex; gap: .75rem; align-items: center;
      min-height: 3rem; }
    li input { width: 1.5rem; min-height: 1.5rem; flex: none; }
    li span { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
    li.done span { text-decoration: line-through; }
    @media (prefers-color-scheme: dark) { body { color: #eee; background: #111; } }
    """

  // Addresses are relative, so that the page works on any host, port and path prefix.
  // Rows become text only through textContent: whatever a description holds, it is never HTML.
  private static let script = """
    "use strict";
    const list = document.getElementById("todos");
    const rows = new Map();          // the row's number -> its element
    let source;                      // the EventSource
    let early = [];                  // changes that come before the list does; null once it is here
    let position = 0;                // the list holds every change up to here
    let hasID = false;               // the browser has an id to come back with
    let delay = 0;                   // how late the server hears of changes, in seconds
    const RETRY = 2000;              // milliseconds until we ask again by ourselves

    function say(text) { document.getElementById("state").textContent = text; }

    function sayLive() {
      say(delay === 0 ? "Live: every change shows at once."
        : `Live, up to ${delay} s late: nothing rings at the database, so it is asked again and again.`);
    }

    // An id is the epoch in which the database gave it, and a number: "8f2a5k-12".
    function place(id) { return Number(id.slice(id.lastIndexOf("-") + 1)); }

    function complain(text) {
      const problem = document.getElementById("problem");
      problem.textContent = text ?? "";
      problem.hidden = !text;
    }

    // --- showing -------------------------------------------------------------------------------

    function show(todo) {
      let row = rows.get(todo.id);
      if (!row) {
        row = newRow(todo.id);
        rows.set(todo.id, row);
        // Oldest first. Numbers may be missing, and a row may come later than a higher number.
        let before = list.lastElementChild;
        while (before && Number(before.dataset.id) > todo.id) before = before.previousElementSibling;
        list.insertBefore(row, before ? before.nextElementSibling : list.firstElementChild);
      }
      row.classList.toggle("done", todo.completed);
      row.querySelector("input").checked = todo.completed;
      row.querySelector("span").textContent = todo.description;
      row.querySelector("button").setAttribute("aria-label", "Delete: " + todo.description);
      mindEmptiness();
    }

    function newRow(id) {
      const row = document.createElement("li");
      row.dataset.id = id;
      const label = document.createElement("label");
      const tick = document.createElement("input");
      tick.type = "checkbox";
      tick.addEventListener("change", async () => {
        const done = tick.checked;
        if (!await send("PATCH", "todos/" + id, { completed: done })) tick.checked = !done;
      });
      const remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = "Delete";
      remove.addEventListener("click", () => send("DELETE", "todos/" + id));
      label.append(tick, document.createElement("span"));
      row.append(label, remove);
      return row;
    }

    function hide(id) {
      rows.get(id)?.remove();
      rows.delete(id);
      mindEmptiness();
    }

    function mindEmptiness() { document.getElementById("empty").hidden = rows.size > 0; }

    // --- hearing -------------------------------------------------------------------------------

    function take(change) {
      if (change.position <= position) return;
      if (change.kind === "removed") hide(change.id); else show(change);
    }

    function connect() {
      early = [];
      hasID = false;
      say("Connecting…");
      source = new EventSource("live-todos");
      source.addEventListener("open", () => {
        sayLive();
        // A browser that has heard an event tells its id, and the server sends what was missed.
        if (!hasID) early = early ?? [];
        if (early) load();
      });
      source.addEventListener("todo", event => {
        hasID = true;
        const change = JSON.parse(event.data);
        change.position = place(event.lastEventId);
        if (early) early.push(change); else take(change);
      });
      source.addEventListener("history-gap", () => {
        hasID = true;
        early = early ?? [];
        load();
      });
      source.addEventListener("delay", event => {
        hasID = true;
        delay = JSON.parse(event.data).seconds;
        sayLive();
      });
      source.addEventListener("error", () => {
        if (source.readyState === EventSource.CONNECTING) {
          say("Connection lost. Trying again…");
        } else {                     // a browser never comes back by itself from an error status
          say("The server is not ready. Trying again…");
          setTimeout(connect, RETRY);
        }
      });
    }

    async function load() {
      const mine = source;
      try {
        const answer = await fetch("todos", { cache: "no-store" });
        if (!answer.ok) throw new Error((await answer.json()).error);
        const todos = await answer.json();
        if (mine !== source || !early) return;
        const numbers = new Set(todos.map(todo => todo.id));
        for (const id of [...rows.keys()]) if (!numbers.has(id)) hide(id);
        for (const todo of todos) show(todo);
        position = place(answer.headers.get("Last-Event-ID") ?? "0");
        delay = Number(answer.headers.get("Live-Delay") ?? 0);
        if (source.readyState === EventSource.OPEN) sayLive();
        const missed = early;
        early = null;
        for (const change of missed) take(change);
        mindEmptiness();
        complain();
      } catch (problem) {
        complain("The list could not be loaded: " + problem.message);
        setTimeout(() => { if (mine === source && early) load(); }, RETRY);
      }
    }

    // --- telling -------------------------------------------------------------------------------

    async function send(method, url, body) {
      try {
        const answer = await fetch(url, body === undefined ? { method } : {
          method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error((await answer.json()).error);
        complain();
        return true;
      } catch (problem) {
        complain("That was not done: " + problem.message);
        return false;
      }
    }

    document.getElementById("add").addEventListener("submit", async event => {
      event.preventDefault();
      const text = document.getElementById("text");
      const description = text.value;
      if (await send("POST", "todos", { description, completed: false })) {
        if (text.value === description) text.value = "";
      }
    });

    connect();
    """
}
