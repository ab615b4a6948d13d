/// The speaker's own page, behind an address that nobody can guess: notes, what comes next, how the
/// class stands, and buttons that drive the wall.
enum SpeakerPage {
  static let html = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>Speaker</title>
    <style>
    \(ClassPage.css)
    #notes, #attendance { white-space: pre-wrap; }
    #notes { font-size: 1.15em; }
    #words { display: flex; flex-wrap: wrap; gap: .5rem; }
    #words button { min-width: 6rem; }
    </style>
    </head>
    <body>
    <h1 id="place">Speaker</h1>
    <p id="state" role="status">Connecting…</p>
    <p id="problem" role="alert" hidden></p>
    <div id="view"><span id="words"></span></div>
    <h2>Notes</h2>
    <div id="notes"></div>
    <h2>The class</h2>
    <p id="attendance"></p>
    <p id="following"></p>
    <p id="ready"></p>
    <script>
    \(script)
    </script>
    </body>
    </html>

    """

  private static let script = #"""
    "use strict";
    const $ = id => document.getElementById(id);
    const base = location.pathname.replace(/\/$/, "");
    for (const word of ["enter", "next", "back", "show", "reveal", "reset", "blank", "page"]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.addEventListener("click", async () => {
        let problem = "";
        try {
          const answer = await fetch(base + "/drive", { method: "POST",
            headers: { "Content-Type": "application/json" }, body: JSON.stringify({ word }) });
          if (!answer.ok) problem = (await answer.json()).error;
        } catch { problem = "the wall does not answer"; }
        $("problem").textContent = problem;
        $("problem").hidden = !problem;
      });
      $("words").append(button, " ");
    }
    function follow() {
      const source = new EventSource(base + "/stream?from=earliest");
      source.addEventListener("open", () => { $("state").textContent = "Live."; });
      source.addEventListener("message", event => {
        const now = JSON.parse(event.data);
        for (const name of ["place", "notes", "attendance", "following", "ready"]) {
          $(name).textContent = now[name] ?? "";
        }
      });
      source.addEventListener("error", () => {
        $("state").textContent = "The stream is cut. This page comes back by itself…";
        if (source.readyState === EventSource.CLOSED) setTimeout(follow, 2000);
      });
    }
    follow();
    """#
}
