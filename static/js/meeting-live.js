/* A meeting that goes on: lines, notes and presences are sent as they are written, what others write comes in by itself,
   and what could not be sent stays in this browser until it has arrived (js/answer-store.js). Every form works without. */
(() => {
  "use strict";
  const page = document.getElementById("live");
  const entry = page?.querySelector("form[data-act=line]");
  if (!page) return;
  const PAUSE = 1000; // after the last key of a note
  const LOOK_EVERY = 4000;
  const TRY_AGAIN = 5000;
  const TRIES = 3; // of a line on which the portal breaks; then those behind it go on
  const SOON = 300; // several lines that are sent in a row are shown together
  const store = answerStore(3);
  const name = page.dataset.kept;
  const said = page.querySelector("[data-live-said]");
  const waiting = page.querySelector("[data-live-waiting]");
  const bar = waiting.closest("section");
  const points = [...page.querySelectorAll("section[data-point]")];
  const part = (key) => page.querySelector(`[data-part="${key}"]`);
  const tab = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
  let revision = page.dataset.revision;
  let trouble = ""; // why nothing can be sent: a key of TROUBLES
  let sentence = "";

  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // -- What is not sent yet: `mine` is the truth of this page, the store that of this browser ------------------------
  const stored = () => store.read(name)?.rows ?? [];
  const mine = new Map(stored().map((row) => [row.key, row]));
  const put = (row) => {
    mine.set(row.key, row);
    const { hold, ...kept } = row; // a note that is being typed is sent at once by the page after this one
    store.write(name, { rows: [...stored().filter((one) => one.key !== row.key), kept] });
    show();
  };
  const drop = (key) => {
    mine.delete(key);
    const left = stored().filter((one) => one.key !== key);
    if (left.length) store.write(name, { rows: left });
    else store.wipe(name);
    show();
  };

  const many = (count) => `${count}\u00a0ligne${count > 1 ? "s" : ""}`;
  const TROUBLES = {
    offline: (kept) => `Hors connexion\u00a0: ${kept}.`,
    broken: (kept) => `Le portail ne répond pas comme prévu\u00a0: ${kept}. Nouvel essai dans quelques secondes.`,
    out: (kept) => `Vous n’êtes plus connecté\u00a0: ${kept}. Reconnectez-vous dans un autre onglet.`,
    other: (kept) => `Une autre personne est connectée\u00a0: ${kept}. Reconnectez-vous à votre nom.`,
    reader: (kept) => `Le compte connecté n’écrit pas dans cette réunion\u00a0: ${kept}. Reconnectez-vous à votre nom.`,
  };
  function show() {
    const rows = [...mine.values()];
    const left = rows.filter((row) => !row.why).length;
    const where = store.works ? "gardée" : "en attente";
    const kept = `${many(left)} ${where}${left > 1 && store.works ? "s" : ""} sur cet appareil`;
    let words = sentence;
    if (left && trouble) words = TROUBLES[trouble](kept);
    else if (rows.some((row) => row.hold)) words = "Enregistrement…";
    else if (!entry && rows.length) words = `Ce que vous avez écrit n’est pas tout enregistré\u00a0: ${many(rows.length)} à copier, ou à reprendre une fois le relevé rouvert.`;
    if (said.textContent !== words) said.textContent = words;
    if (!entry) bar.hidden = !rows.length;
    // A line that was just typed is on its way; it is listed once it has to wait.
    const listed = rows.filter((row) => row.why || (trouble && row.words));
    waiting.hidden = !listed.length;
    waiting.replaceChildren(...listed.map((row) => {
      const line = document.getElementById("live-kept-row").content.cloneNode(true).firstElementChild;
      line.querySelector("[data-words]").textContent = row.words;
      line.querySelector("[data-why]").textContent = row.why ?? "";
      const [resume, copy, erase] = ["resume", "copy", "drop"].map((act) => line.querySelector(`[data-${act}]`));
      if (!row.why || !entry) resume.remove();
      else resume.addEventListener("click", () => { drop(row.key); takeUp(row); });
      if (row.why && navigator.clipboard) copy.addEventListener("click", () => navigator.clipboard.writeText(row.words));
      else copy.remove();
      erase.addEventListener("click", () => drop(row.key)); // also what still waits: the computer may be shared
      return line;
    }));
  }
  const tell = (words) => { sentence = words; show(); };
  /* Put what was refused into the form that it came from; into the line where that form is gone. */
  function takeUp(row) {
    const { act, key, ...fields } = row.fields;
    const named = (form) => ["item", "decision", "task"].every((name) => !form.elements.namedItem(name) || form.elements.namedItem(name).value === fields[name]);
    const forms = [...page.querySelectorAll(act === "line" ? "form[data-act=line]" : "form")];
    const form = forms.find((one) => act === "line" || (one.querySelector(`[name=act][value="${act}"]`) && named(one)));
    if (!form) entry.elements.text.value = row.words;
    for (const [name, value] of form ? Object.entries(fields) : []) {
      const field = form.elements.namedItem(name);
      if (field && !/^(seen|initial-)/.test(name)) field.value = value;
    }
    const note = act === "note" && notes.get(pointOf(row));
    if (note) { // what others wrote since stays beside it
      note.seen = fields.seen;
      note.area.dispatchEvent(new Event("input"));
    }
    const details = form?.closest("details");
    if (details) details.open = true;
    if (form === entry) goTo(entry.elements.namedItem("item").selectedOptions[0].dataset.point);
    (form ?? entry).querySelector("textarea:not([hidden]), input:not([type=hidden])")?.focus();
  }

  // -- Sending, one after the other ------------------------------------------------------------------------------------
  class Trouble extends Error {
    constructor(kind) { super(kind); this.kind = kind; }
  }
  let token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  async function ask(url, options = {}) {
    let answer;
    if (!navigator.onLine) throw new Trouble("offline");
    try {
      answer = await fetch(url, { redirect: "manual", cache: "no-store", ...options, headers: { Accept: "application/json", ...options.headers } });
    } catch {
      throw new Trouble("offline");
    }
    if (answer.type === "opaqueredirect") throw new Trouble("out");
    return answer;
  }
  async function freshToken() { // that of the page is none any more after a new log-in
    const answer = await ask(window.location.pathname, { headers: { Accept: "text/html" } });
    if (answer.status === 403) throw new Trouble("reader");
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    token = JSON.parse(found.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  }
  async function post(fields, again = true) {
    const body = new URLSearchParams({ ...fields, author: page.dataset.author });
    const answer = await ask(page.dataset.write, { method: "POST", body, headers: { "X-CSRFToken": token } });
    const { status } = answer;
    if (status === 403 && again) {
      await freshToken();
      return post(fields, false);
    }
    if (status === 403 || status === 404) throw new Trouble(status === 403 ? "reader" : "out");
    if (status === 409) throw new Trouble("other");
    if (status >= 400 && status < 500 && ![408, 422, 429].includes(status)) return { sentence: "Le portail ne prend pas cette ligne." };
    if (status === 500) return { isBroken: true, sentence: "Le portail n’a pas pu enregistrer cette ligne." };
    if (status !== 200 && status !== 422) throw new Trouble("broken");
    try {
      return { isDone: status === 200, ...(await answer.json()) };
    } catch {
      throw new Trouble("offline"); // the connection went before the whole answer came
    }
  }

  let busy = false;
  let retry = 0;
  let soon = 0;
  async function send() {
    if (busy) return;
    busy = true;
    window.clearTimeout(retry);
    let row, sent = false;
    try {
      while ((row = [...mine.values()].find((one) => !one.why && !one.hold))) {
        const answer = await post(row.fields);
        const tries = (row.tries ?? 0) + 1;
        if (answer.isBroken && tries < TRIES) {
          put({ ...(mine.get(row.key) ?? row), tries });
          throw new Trouble("broken");
        }
        sent = true;
        trouble = "";
        if (answer.isDone) arrived(row, answer);
        else put({ ...(mine.get(row.key) ?? row), hold: false, why: answer.sentence });
      }
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      trouble = error.kind;
      retry = window.setTimeout(send, TRY_AGAIN);
    } finally {
      busy = false;
      show();
    }
    if (sent && !trouble) {
      window.clearTimeout(soon);
      soon = window.setTimeout(look, SOON);
    }
  }
  function arrived(row, answer) {
    if (row.fields.act === "note") return noteArrived(row, answer);
    const now = mine.get(row.key);
    if (now && now !== row) { // another mark was ticked meanwhile: it began from the one that was sent
      const marks = Object.entries(row.fields).filter(([field]) => field in now.fields && !/^(act|initial-)/.test(field));
      put({ ...now, fields: { ...now.fields, ...Object.fromEntries(marks.map(([field, mark]) => [`initial-${field}`, mark])) } });
    } else drop(row.key);
    if (answer.sentence) tell(answer.sentence);
  }

  // -- Notes -----------------------------------------------------------------------------------------------------------
  const notes = new Map(); // key of the point → { area, seen, timer }
  const noteKey = (point) => `note:${point}:${tab}`;
  const pointOf = (row) => row.fields.item || "0";
  /* Set what others wrote without taking the cursor away: before it, or after it, the text is what it was. */
  function setText(note, text) {
    const { area } = note;
    if (area.value !== text) {
      const [from, to, old] = [area.selectionStart, area.selectionEnd, area.value];
      area.value = text;
      const tail = old.slice(from);
      const place = text.startsWith(old.slice(0, from)) ? from : text.endsWith(tail) ? text.length - tail.length : from;
      if (document.activeElement === area) area.setSelectionRange(place, Math.max(place, place + to - from));
      grow(area);
    }
    note.seen = text;
  }
  const grow = (area) => { area.rows = Math.min(20, Math.max(3, area.value.split("\n").length + 1)); };
  function noteArrived(row, answer) {
    const note = notes.get(pointOf(row));
    const now = mine.get(row.key);
    if (note && now && now !== row) { // more was typed meanwhile: it began from what was sent
      note.seen = row.fields.text;
      put({ ...now, fields: { ...now.fields, seen: note.seen } });
    } else {
      drop(row.key);
      if (note && row.key === noteKey(pointOf(row))) setText(note, answer.text);
    }
    tell(answer.sentence || "Tout est enregistré.");
  }
  for (const form of page.querySelectorAll("form[data-act=note]")) {
    const point = form.elements.namedItem("item").value || "0";
    const note = { area: form.elements.text, seen: form.elements.seen.value, timer: 0 };
    notes.set(point, note);
    grow(note.area);
    const later = () => {
      const row = mine.get(noteKey(point));
      if (row) mine.set(row.key, { ...row, hold: false });
      send();
    };
    note.area.addEventListener("input", () => {
      grow(note.area);
      window.clearTimeout(note.timer);
      const text = note.area.value;
      const fields = { act: "note", item: form.elements.namedItem("item").value, seen: note.seen, text };
      put({ key: noteKey(point), fields, words: text, hold: true });
      note.timer = window.setTimeout(later, PAUSE);
    });
    note.area.addEventListener("blur", later);
    form.addEventListener("submit", (event) => { event.preventDefault(); later(); });
    note.area.addEventListener("focus", () => goTo(point, false));
  }

  // -- The line, and the point that it belongs to ------------------------------------------------------------------------
  let here = entry?.elements.namedItem("item").selectedOptions[0].dataset.point ?? "";
  function goTo(point, scrolls = true) {
    here = point;
    for (const one of points) one.classList.toggle("here", one.dataset.point === here);
    if (entry) for (const option of entry.elements.namedItem("item").options) option.selected = option.dataset.point === here;
    if (scrolls) page.querySelector(`#point-${here}`)?.scrollIntoView({ block: "start" });
  }
  function step(by) {
    const at = points.findIndex((one) => one.dataset.point === here) + by;
    if (!points[at]) return;
    goTo(points[at].dataset.point);
    if (document.activeElement?.closest("form[data-act=note]")) notes.get(here)?.area.focus({ preventScroll: true });
  }
  document.addEventListener("keydown", (event) => {
    const inLine = event.target === entry?.elements.text;
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || !(event.altKey || inLine)) return;
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  });
  entry?.elements.namedItem("item").addEventListener("change", () => goTo(entry.elements.namedItem("item").selectedOptions[0].dataset.point));
  entry?.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = entry.elements.text.value.trim();
    if (!text) return;
    const key = newKey();
    tell("");
    put({ key, fields: { act: "line", key, item: entry.elements.namedItem("item").value, text }, words: text });
    entry.elements.text.value = "";
    entry.elements.text.focus();
    send();
  });

  // -- Presences, decisions and tasks that are changed in their place -----------------------------------------------------
  const marksOf = (person) => [...person.querySelectorAll("input[type=radio]")];
  const presenceKey = (person) => `presence:${person.dataset.person}:${tab}`;
  page.addEventListener("change", (event) => {
    const person = event.target.closest("[data-person]");
    if (!person) return;
    const field = event.target.name;
    const before = mine.get(presenceKey(person))?.fields[`initial-${field}`] ?? person.querySelector("input[type=hidden]").value;
    const fields = { act: "presence", [`initial-${field}`]: before, [field]: event.target.value };
    const words = `${person.querySelector("legend").textContent.trim()}\u00a0: ${event.target.closest("label").textContent.trim()}`;
    put({ key: presenceKey(person), fields, words });
    send();
  });
  // What was ticked and not sent yet stays ticked when the list comes anew.
  const tickAgain = () => {
    for (const person of page.querySelectorAll("[data-person]")) {
      const row = mine.get(presenceKey(person));
      for (const mark of row && !row.why ? marksOf(person) : []) mark.checked = row.fields[mark.name] === mark.value;
    }
  };
  const SENT_HERE = ["presence", "came", "newcomers", "decision", "decision_remove", "task", "task_drop"];
  page.addEventListener("submit", (event) => {
    const form = event.target;
    const act = event.submitter?.name === "act" ? event.submitter.value : form.elements.act?.value;
    if (event.defaultPrevented || !SENT_HERE.includes(act)) return;
    event.preventDefault();
    if (act === "presence") return send();
    const key = newKey();
    const fields = Object.fromEntries([...new FormData(form)].filter(([field]) => field !== "csrfmiddlewaretoken"));
    const words = fields.text ?? fields.title ?? (fields.name && [fields.name, fields.email].filter(Boolean).join(", ")) ?? event.submitter.textContent.trim();
    put({ key, fields: { ...fields, act, key }, words });
    if (act === "came") form.reset();
    const details = form.closest("details");
    if (details) details.open = false;
    send();
  });

  // -- A name among forty ------------------------------------------------------------------------------------------------
  const filter = document.getElementById("live-filter");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const shown = () => [...page.querySelectorAll("[data-person]")].filter((one) => !one.hidden);
  const narrow = () => {
    const words = plain(filter.value).split(/\s+/).filter(Boolean);
    for (const one of page.querySelectorAll("[data-person]")) {
      const found = plain(one.querySelector("legend").textContent);
      one.hidden = !words.every((word) => found.includes(word));
    }
  };
  filter.addEventListener("input", narrow);
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const mark = shown()[0] && marksOf(shown()[0]).find((one) => one.value === "present");
    if (!mark || !filter.value.trim() || mark.disabled) return;
    mark.checked = true;
    mark.dispatchEvent(new Event("change", { bubbles: true }));
    filter.value = "";
    narrow();
  });

  // -- What others write -----------------------------------------------------------------------------------------------
  let looking = false;
  async function look() {
    if (looking || document.hidden) return;
    looking = true;
    try {
      const answer = await ask(`${page.dataset.changes}?depuis=${encodeURIComponent(revision)}`);
      if (!answer.ok) return;
      const found = await answer.json();
      if (trouble === "offline" || trouble === "out") trouble = "";
      if (found.parts) take(found);
      if (mine.size) send();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      trouble = error.kind;
    } finally {
      looking = false;
      show();
    }
  }
  function take(found) {
    const keys = Object.keys(found.notes);
    if (keys.length !== points.length || keys.some((key) => !document.getElementById(`point-${key}`))) {
      tell("L’ordre du jour a changé\u00a0: rechargez cette page pour le voir.");
    }
    let all = true;
    for (const [key, html] of Object.entries(found.parts)) {
      const box = part(key);
      if (!box) continue;
      if (box.querySelector("details[open]")) { // somebody writes in it: it comes with a later look
        all = false;
        continue;
      }
      const focused = box.contains(document.activeElement) ? document.activeElement : null;
      const again = focused && (focused.id ? `#${focused.id}` : `[name="${focused.name}"][value="${focused.value}"]`);
      box.innerHTML = html;
      if (again) box.querySelector(again)?.focus({ preventScroll: true });
    }
    tickAgain();
    narrow();
    for (const [key, text] of Object.entries(found.notes)) {
      const note = notes.get(key);
      if (note && !mine.has(noteKey(key))) setText(note, text);
    }
    revision = all ? String(found.revision) : "";
    if (entry && found.closed) tell(found.closed);
  }

  new ResizeObserver(() => page.style.setProperty("--live-entry", `${bar.offsetHeight}px`)).observe(bar);
  for (const one of page.querySelectorAll("[data-live-filter], [data-live-keys]")) one.hidden = false;
  page.classList.add("works");
  window.setInterval(look, LOOK_EVERY);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", send);
  // A link that is followed while something is on its way waits for it, some seconds at most.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !mine.size || !navigator.onLine || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    for (const row of mine.values()) if (row.hold) mine.set(row.key, { ...row, hold: false });
    for (let n = 0; n < 30 && [...mine.values()].some((row) => !row.why); n += 1) {
      await send();
      await new Promise((done) => window.setTimeout(done, 100));
    }
    window.location.assign(link.href);
  });
  window.addEventListener("beforeunload", (event) => {
    if (mine.size) event.preventDefault();
  });
  show();
  send();
})();
