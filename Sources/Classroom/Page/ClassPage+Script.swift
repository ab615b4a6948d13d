extension ClassPage {
  // Addresses are relative, so that the page works on any host, port and path prefix.
  static let script = #"""
    "use strict";
    const $ = id => document.getElementById(id);
    const LIMIT = 4000;              // entries that stay for scrolling back; the oldest go first
    const SILENCE = 15000;           // milliseconds without an event until we ask whether all came
    const RETRY = 2000;              // milliseconds until we ask again by ourselves

    // --- what this phone remembers ---------------------------------------------------------------

    const memory = {
      get(key) { try { return localStorage.getItem("class-" + key); } catch { return this[key] ?? null; } },
      set(key, value) { this[key] = value; try { localStorage.setItem("class-" + key, value); } catch {} },
    };
    function draw() {
      return [...crypto.getRandomValues(new Uint8Array(16))]
        .map(byte => byte.toString(16).padStart(2, "0")).join("");
    }
    const phone = memory.get("phone") ?? draw();
    memory.set("phone", phone);
    const tab = draw();

    // --- saying something to the teacher ---------------------------------------------------------

    function complain(text) {
      $("problem").textContent = text ?? "";
      $("problem").hidden = !text;
    }
    async function post(path, body) {
      const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ phone, ...body }) });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.error);
      return said;
    }
    async function tell(path, body) {
      try {
        const said = await post(path, body);
        complain();
        return said;
      } catch (problem) {
        complain("That was not taken: " + problem.message);
        return null;
      }
    }

    // --- coming in -------------------------------------------------------------------------------

    let about = {};
    async function ask() {
      const answer = await fetch("class", { cache: "no-store" });
      if (!answer.ok) throw new Error((await answer.json()).error);
      return answer.json();
    }
    async function comeIn() {
      try {
        about = await ask();
      } catch {
        setTimeout(comeIn, RETRY);
        return;
      }
      $("class").textContent = document.title = about.name;
      $("code").hidden = !about.code;
      $("keeps").textContent = "On the teacher's machine "
        + (about.keeps ? "are kept, until the teacher has them forgotten: "
          : "are kept, for as long as the class lasts: ")
        + "a number that this phone drew for itself, your nickname if you gave one, and your answers. "
        + "On this phone: that number, your nickname and your answers.";
      // Whoever was quicker than this has said who they are.
      if (!isNamed && document.activeElement !== $("name")) $("name").value = memory.get("name") ?? "";
      if (!about.code || memory.get("code")) await join(true);
    }
    let isNamed = false, joining = Promise.resolve();
    // One after the other, so that the last name that was given is the one that is kept.
    function join(isQuiet) {
      isNamed ||= !isQuiet;
      // As it stands now: an answer to an earlier one may come before it is this one's turn.
      const wanted = isQuiet ? undefined : $("name").value;
      return joining = joining.then(() => joinNow(isQuiet, wanted));
    }
    async function joinNow(isQuiet, wanted) {
      const name = wanted ?? $("name").value, code = $("code").value || memory.get("code") || undefined;
      let said;
      try {
        said = await post("join", { name, code });
        complain();
      } catch (problem) {
        if (!isQuiet) complain("That was not taken: " + problem.message);
        return;
      }
      if (code) memory.set("code", code);
      memory.set("name", said.name);
      // What somebody has typed meanwhile stays.
      if (!isQuiet || !(isNamed || document.activeElement === $("name"))) $("name").value = said.name;
    }
    $("join").addEventListener("submit", event => { event.preventDefault(); join(false); });

    for (const button of document.querySelectorAll(".mood")) {
      let timer;
      const press = isOn => button.setAttribute("aria-pressed", isOn);
      button.addEventListener("click", async () => {
        const isOn = button.getAttribute("aria-pressed") !== "true";
        if (!isOn) {
          for (const other of document.querySelectorAll(".mood")) other.setAttribute("aria-pressed", false);
        }
        if (!await tell("mood", isOn ? { mood: button.dataset.mood } : {})) return;
        press(isOn);
        clearTimeout(timer);
        if (isOn) timer = setTimeout(() => press(false), 180000);
      });
    }

    // --- Markdown, as far as lessons use it ------------------------------------------------------

    function node(name, text, kind) {
      const made = document.createElement(name);
      if (text !== undefined) made.textContent = text;
      if (kind) made.className = kind;
      return made;
    }
    function inline(parent, text) {
      const mark = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\([^)]*\)/g;
      let end = 0, found;
      while ((found = mark.exec(text))) {
        parent.append(text.slice(end, found.index));
        if (found[1] !== undefined) parent.append(node("code", found[1]));
        else if (found[2] !== undefined) inline(parent.appendChild(node("strong")), found[2]);
        else if (found[3] !== undefined) parent.append(node("em", found[3]));
        else inline(parent, found[4]);
        end = mark.lastIndex;
      }
      parent.append(text.slice(end));
      return parent;
    }
    function markdown(parent, text) {
      const lines = text.split("\n");
      let list = null, paragraph = [];
      const flush = () => {
        if (paragraph.length) inline(parent.appendChild(node("p")), paragraph.join(" "));
        paragraph = [];
      };
      for (let i = 0; i < lines.length; i++) {
        const line = lines[i], fence = line.match(/^\s*(```+|~~~+)/), item = line.match(/^\s*(?:[-*]|\d+\.)\s+(.*)/),
          head = line.match(/^#{1,6}\s+(.*)/);
        if (fence) {
          flush(); list = null;
          const code = [];
          while (++i < lines.length && !lines[i].trim().startsWith(fence[1])) code.push(lines[i]);
          parent.append(node("pre", code.join("\n")));
        } else if (head) { flush(); list = null; inline(parent.appendChild(node("h2")), head[1]); }
        else if (line.startsWith("|")) { flush(); list = null; parent.append(node("pre", line)); }
        else if (item) {
          flush();
          list = list ?? parent.appendChild(node("ul"));
          inline(list.appendChild(node("li")), item[1]);
        } else if (!line.trim()) { flush(); if (!/^\s/.test(lines[i + 1] ?? "")) list = null; }
        else if (list && /^\s/.test(line)) { list.lastElementChild.append(" "); inline(list.lastElementChild, line.trim()); }
        else { list = null; paragraph.push(line); }
      }
      flush();
    }

    // --- showing what the wall shows ---------------------------------------------------------------

    const lesson = $("lesson");
    function put(entry) {
      const follows = lesson.scrollHeight - lesson.scrollTop - lesson.clientHeight < 40;
      lesson.append(entry);
      if (lesson.children.length > LIMIT) lesson.firstElementChild.remove();
      if (follows) lesson.scrollTop = lesson.scrollHeight;
      $("newest").hidden = follows;
    }
    lesson.addEventListener("scroll", () => {
      if (lesson.scrollHeight - lesson.scrollTop - lesson.clientHeight < 40) $("newest").hidden = true;
    });
    $("newest").addEventListener("click", () => { lesson.scrollTop = lesson.scrollHeight; });

    function show(seen) {
      if (seen.kind === "figures" && seen.sheet === "question") return question(seen.figures);
      if (seen.kind === "figures" && seen.sheet === "poll") return poll(seen.figures);
      if (seen.kind === "page" || seen.kind === "predicted") {
        const entry = node("article", undefined, seen.kind);
        markdown(entry, seen.text);
        return put(entry);
      }
      if (!seen.rows?.length) return;
      put(node("pre", seen.rows.join("\n"), seen.kind === "command" ? "command"
        : seen.kind === "refused" ? "refused" : seen.side));
    }

    // --- questions -------------------------------------------------------------------------------

    const asked = new Map();         // the question's id -> its options
    let open = null;
    function question(figures) {
      const of = name => figures.filter(pair => pair[0] === name).map(pair => pair[1]);
      const [id] = of("id"), options = of("option"), box = $("question");
      asked.set(id, options);
      open = id;
      box.replaceChildren(node("h2", "What do you think?"));
      markdown(box.appendChild(node("div")), of("ask")[0] ?? "");
      const mine = memory.get("answer-" + id), said = node("p", "", "said");
      said.setAttribute("role", "status");
      const taken = answer => {
        said.textContent = answer === null ? ""
          : `Your answer is ${answer}. You may change it until the teacher shows the answers.`;
        for (const button of box.querySelectorAll("button[data-letter]")) {
          button.setAttribute("aria-pressed", button.dataset.letter === answer);
        }
      };
      const send = async answer => {
        const kept = await tell("answer", { question: id, answer });
        if (!kept) return;
        memory.set("answer-" + id, kept.kept);
        if (open === id) taken(kept.kept);
      };
      options.forEach((text, index) => {
        const letter = String.fromCharCode(97 + index);
        const button = node("button");
        button.type = "button";
        button.dataset.letter = letter;
        inline(button, `**${letter}**  ${text}`);
        button.addEventListener("click", () => send(letter));
        box.append(button);
      });
      if (!options.length) {
        const form = node("form"), input = node("input");
        input.setAttribute("aria-label", "Your answer");
        input.maxLength = 60;
        input.value = mine ?? "";
        form.append(input, node("button", "Answer"));
        form.addEventListener("submit", event => { event.preventDefault(); send(input.value); });
        box.append(form);
      }
      box.append(said);
      taken(mine);
      box.hidden = false;
    }
    function poll(figures) {
      const id = figures.find(pair => pair[0] === "id")?.[1], options = asked.get(id) ?? [];
      if (open === id) { open = null; $("question").hidden = true; }
      const counts = figures.filter(pair => pair[0] !== "id" && pair[0] !== "total");
      const most = Math.max(1, ...counts.map(pair => Number(pair[1])));
      const entry = node("div", undefined, "poll");
      for (const [answer, count] of counts) {
        const text = options[answer.length === 1 ? answer.charCodeAt(0) - 97 : -1];
        inline(entry.appendChild(node("span")), text ? `**${answer}**  ${text}` : answer);
        const bar = node("i");
        bar.style.width = 100 * Number(count) / most + "%";
        entry.append(bar, node("b", count));
      }
      put(entry);
    }

    // --- hearing ---------------------------------------------------------------------------------

    let source, last = "", heard = Date.now(), openedAt = 0, cutAt = null, collects = false;
    const count = id => Number(id.slice(id.lastIndexOf("-") + 1));
    const life = id => id.slice(0, id.lastIndexOf("-"));

    function narrate(text) {
      const list = $("self");
      list.prepend(node("li", new Date().toLocaleTimeString() + "  " + text));
      while (list.children.length > 30) list.lastElementChild.remove();
    }
    function state(text) { $("state").textContent = text; }
    const live = "Live: this page is an event stream, and you read it.";

    function take(event) {
      heard = Date.now();
      collects = false;
      // A page that had to ask anew may be told again what it knows.
      if (last && life(last) === life(event.lastEventId) && count(event.lastEventId) <= count(last)) return;
      last = event.lastEventId;
      let seen;
      try { seen = JSON.parse(event.data); } catch { return; }
      show(seen);
    }

    function follow() {
      source?.close();
      source = new EventSource("lesson?" + (last ? "after=" + encodeURIComponent(last) : "from=earliest"));
      const mine = source;
      let hasOpened = false;
      mine.addEventListener("open", () => {
        openedAt = heard = Date.now();
        state(live);
        if (cutAt === null) return;
        const away = Math.round(performance.now() - cutAt);
        cutAt = null;
        narrate(`It came back after ${(away / 1000).toFixed(1)} s `
          + (!last ? "without an id: it had heard none." : hasOpened
            ? `with Last-Event-ID: ${last}.` : `by a new EventSource, which asked for what came after ${last}.`));
        post("back", { away, tab }).catch(() => {});
        comeIn();
      });
      mine.addEventListener("open", () => { hasOpened = true; });
      mine.addEventListener("message", take);
      mine.addEventListener("history-gap", () => {
        // Another class at this address, or more than is kept: begin with what there is.
        narrate("What it asked for is no longer kept, so it reads from the beginning.");
        last = "";
        lesson.replaceChildren();
        follow();
      });
      mine.addEventListener("error", () => {
        if (mine !== source) return;
        if (cutAt === null) {
          cutAt = performance.now();
          narrate(mine.readyState === EventSource.CONNECTING
            ? "Its stream was cut; the browser comes back by itself."
            : "Its stream failed for good (readyState 2): this page makes a new EventSource.");
        }
        state("The stream is cut. This page comes back by itself…");
        if (mine.readyState === EventSource.CLOSED) setTimeout(() => { if (mine === source) follow(); }, RETRY);
      });
    }

    // Whether all that was shown has come: something between here and the wall may collect it.
    setInterval(async () => {
      if (Date.now() - heard < SILENCE) return;
      heard = Date.now();
      try {
        about = await ask();
        const isBehind = about.newest && (!last || life(last) !== life(about.newest) || count(last) < count(about.newest));
        if (isBehind && source.readyState !== EventSource.CONNECTING && !collects) {
          collects = true;
          state("The wall has shown more, and nothing comes here: something on the way collects the stream.");
          narrate("The wall has shown more than has come here: a proxy on the way collects the stream. "
            + "Ask for another address, or use another network.");
        } else if (isBehind && source.readyState === EventSource.CONNECTING && cutAt === null) {
          state("Nothing comes here, not even the beginning: something on the way collects the stream.");
        } else if (!isBehind && source.readyState === EventSource.OPEN) state(live);
      } catch {
        state("The teacher's machine does not answer. This page comes back by itself…");
      }
    }, 5000);

    // --- being a client of the demonstration -----------------------------------------------------

    let client, clientID = "", clientCut = null, hidden;
    function say(text) {
      const list = $("heard");
      list.prepend(node("li", text));
      while (list.children.length > 50) list.lastElementChild.remove();
    }
    function demonstrate() {
      client?.close();
      client = new EventSource("demonstration" + (clientID ? "?after=" + encodeURIComponent(clientID) : ""));
      const mine = client;
      const words = ["CONNECTING", "OPEN", "CLOSED"];
      const tellState = () => {
        $("client").textContent = `readyState ${mine.readyState} ${words[mine.readyState]}`
          + (clientID ? `, last event ID ${clientID}` : "");
      };
      mine.addEventListener("open", () => {
        if (clientCut !== null) {
          say(`open  again after ${((performance.now() - clientCut) / 1000).toFixed(1)} s`);
        } else { say("open"); }
        clientCut = null;
        tellState();
      });
      mine.addEventListener("error", () => {
        if (mine !== client) return;
        if (clientCut === null) { clientCut = performance.now(); say(`error  readyState ${mine.readyState}`); }
        tellState();
        if (mine.readyState === EventSource.CLOSED) {
          narrate("The demonstration failed for good (readyState 2): a browser never comes back from that "
            + "by itself, so this page makes a new EventSource.");
          setTimeout(() => { if (mine === client) demonstrate(); }, RETRY);
        }
      });
      const hear = event => {
        if (event.data === undefined) return;
        clientID = event.lastEventId;
        say(`${event.type}  ${event.data}`);
        tellState();
      };
      mine.addEventListener("message", hear);
      for (const type of ["add", "change", "remove", "update", "price", "todo", "news"]) mine.addEventListener(type, hear);
      tellState();
    }
    // A browser opens six connections to one server: pages that nobody looks at leave room.
    document.addEventListener("visibilitychange", () => {
      clearTimeout(hidden);
      if (document.hidden) hidden = setTimeout(() => { client?.close(); client = undefined; }, 30000);
      else {
        if (!client) demonstrate();
        if (source?.readyState === EventSource.CLOSED) follow();
      }
    });

    // --- how it looks ----------------------------------------------------------------------------

    let size = Number(memory.get("size") ?? 100);
    function resize(by) {
      size = Math.min(300, Math.max(75, size + by));
      document.documentElement.style.setProperty("--size", size + "%");
      memory.set("size", size);
    }
    $("larger").addEventListener("click", () => resize(25));
    $("smaller").addEventListener("click", () => resize(-25));
    function theme(name) {
      document.documentElement.className = name;
      document.documentElement.style.colorScheme = name || "light dark";
    }
    $("theme").addEventListener("click", () => {
      const isDark = document.documentElement.className === "dark"
        || (!document.documentElement.className && matchMedia("(prefers-color-scheme: dark)").matches);
      theme(isDark ? "light" : "dark");
      memory.set("theme", document.documentElement.className);
    });
    $("commands").addEventListener("change", () => {
      document.body.classList.toggle("only-commands", $("commands").checked);
      lesson.scrollTop = lesson.scrollHeight;
    });
    resize(0);
    theme(memory.get("theme") || document.documentElement.className);

    comeIn();
    follow();
    demonstrate();
    """#
}
