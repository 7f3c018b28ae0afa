/* A table edited like a spreadsheet. The page works without: the table is read and its links lead to forms.

   <div data-grid data-save="address" data-keep="name of what is kept in the browser">
     roadmaps/plans/grid_bar.html: what was saved, undo and redo, what waits for a choice, the dialogs
     <table data-grid-table> … <th data-field="end" data-kind="text|date|percent|amount|number|choice"> (a column without
       data-kind is read only) · <tr data-id="12" data-name="1.2"> with one th first, then a td for each column, which
       holds its text as the server writes it; td aria-readonly="true" is read only; data-note: the reason of a state
     <template data-grid-options="field"><span data-label="En cours" data-asks="Pourquoi ?">look</span>…</template>

   Sent:     {changes: [{id, field, seen, value, reason}]} — `seen` is the text that the author was shown.
   Answered: {cells: [{id, field, ok, error, asks, clash: {theirs, who}}], rows: {id: {field: text}}, notes: {id: {field: reason}}, at}
             or {sentence} with another status than 200. */
(() => {
  "use strict";
  const AT_ONCE = 1000; // cells in one sending
  const many = (count, one, several) => `${count}\u00a0${count > 1 ? several : one}`;
  const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");

  function make(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) key in made ? (made[key] = value) : made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // A block copied from a spreadsheet: tabs and lines, cells with either between quotes.
  function blockOf(text) {
    const rows = [[""]];
    let quoted = false;
    text = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < text.length; at += 1) {
      const row = rows[rows.length - 1], sign = text[at];
      if (quoted) {
        if (sign !== '"') row[row.length - 1] += sign;
        else if (text[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; } else quoted = false;
      } else if (sign === '"' && row[row.length - 1] === "" && /"(?=[\t\n]|$)/.test(text.slice(at + 1))) quoted = true;
      else if (sign === "\t") row.push("");
      else if (sign === "\n") rows.push([""]);
      else row[row.length - 1] += sign;
    }
    return rows.map((row) => row.map((cell) => cell.replace(/\s+/g, " ").trim()));
  }
  const written = (text) => (/[\t\n"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

  function start(root) {
    const table = root.querySelector("[data-grid-table]");
    const find = (name) => root.querySelector(`[data-grid-${name}]`);
    const status = find("status"), issues = find("issues");
    const columns = [...table.tHead.rows[0].cells].slice(1).map((th) => ({ field: th.dataset.field, kind: th.dataset.kind, label: th.textContent.trim() }));
    const options = {};
    for (const template of root.querySelectorAll("template[data-grid-options]")) {
      options[template.dataset.gridOptions] = new Map([...template.content.children].map((one) => [one.dataset.label, { look: one.childNodes, asks: one.dataset.asks ?? "" }]));
    }

    const rows = [...table.querySelectorAll("tbody tr[data-id]")].map((tr, row) => {
      const cells = [...tr.cells].slice(1).map((td, place) => ({
        td, row, column: place + 1, ...columns[place], id: Number(tr.dataset.id), name: tr.dataset.name, saved: td.textContent.trim(),
        note: td.dataset.note ?? "", change: null, editable: Boolean(columns[place].kind) && td.getAttribute("aria-readonly") !== "true",
      }));
      return [{ td: tr.cells[0], row, column: 0, editable: false, saved: tr.cells[0].innerText, name: tr.dataset.name, head: true }, ...cells];
    });
    if (!rows.length) return;
    const byTd = new Map(rows.flat().map((cell) => [cell.td, cell]));
    const byKey = new Map(rows.flat().filter((cell) => !cell.head).map((cell) => [`${cell.id}|${cell.field}`, cell]));
    const changed = new Set(); // cells with a change that is not saved
    const orphans = []; // changes kept in the browser whose row is gone
    const undo = [], redo = [];
    let here = rows[0][1] ?? rows[0][0], anchor = here, editor = null, leaving = false, dragging = false;
    let sending = null, wait = 0, stopped = "", lastSaved = "", touch = false, cutOff = false;

    // -- What a cell shows ---------------------------------------------------------------------------------------------
    const textOf = (cell) => (cell.change ? cell.change.value : cell.saved);
    const whyOf = (cell) => (cell.change ? cell.change.reason : cell.note);
    function show(cell) {
      if (cell.head || editor?.cell === cell) return;
      const { td, change } = cell, option = options[cell.field]?.get(textOf(cell));
      td.replaceChildren(...(option ? [...option.look].map((node) => node.cloneNode(true)) : [textOf(cell)]));
      td.classList.toggle("unsent", change?.status === "unsent");
      td.classList.toggle("clash", change?.status === "clash");
      td.toggleAttribute("aria-invalid", false);
      if (change?.status === "refused") td.setAttribute("aria-invalid", "true");
      const title = change?.error ?? (whyOf(cell) || "");
      if (title) td.title = title; else td.removeAttribute("title");
      if (!cell.editable) td.setAttribute("aria-readonly", "true");
    }
    function setChange(cell, change) {
      cell.change = change;
      if (change) changed.add(cell); else changed.delete(cell);
      show(cell);
    }

    // -- Writing: every change goes through here -----------------------------------------------------------------------
    function write(list, { remember = true, beyond = false } = {}) {
      const done = [];
      cutOff = beyond;
      for (const { cell, value, reason = "" } of list) {
        const before = textOf(cell), beforeReason = whyOf(cell), old = cell.change;
        if (!cell.editable || (value === before && reason === (old?.reason ?? ""))) continue;
        const seen = old ? (old.status === "clash" ? old.theirs : old.seen) : cell.saved;
        const back = value === cell.saved && old?.status !== "clash" && !sending?.has(cell);
        setChange(cell, back ? null : { value, seen, reason, status: "unsent" });
        if (back) retry(cell);
        done.push({ cell, before, beforeReason, after: value, afterReason: reason });
      }
      if (!done.length) { tell(); return; }
      if (remember) { undo.push(done); redo.length = 0; }
      stopped = "";
      send();
      settle();
    }
    // What waited for this cell in the same row is sent again.
    function retry(cell) {
      for (const other of changed) if (other.id === cell.id && other.change.status === "refused") setChange(other, { ...other.change, status: "unsent" });
    }
    function step(from, to, side) {
      const done = from.pop();
      if (!done) return;
      to.push(done);
      const other = side === "before" ? done.slice().reverse() : done;
      write(other.map((one) => ({ cell: one.cell, value: one[side], reason: one[`${side}Reason`] })), { remember: false });
      settle();
      go(done[0].cell);
    }

    // -- Sending -------------------------------------------------------------------------------------------------------
    let token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
    class Signed extends Error {}
    async function freshToken() { // the token of the page is none any more after a new log-in
      const answer = await fetch(window.location.href, { redirect: "manual" });
      if (answer.type === "opaqueredirect" || !answer.ok) throw new Signed();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      token = JSON.parse(page.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
    }
    async function ask(changes, again = true) {
      const answer = await fetch(root.dataset.save, {
        method: "POST", redirect: "manual", body: JSON.stringify({ changes }),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      });
      if (answer.type === "opaqueredirect") throw new Signed();
      if (answer.status === 403 && again) { await freshToken(); return ask(changes, false); }
      const result = await answer.json().catch(() => null);
      if (answer.ok && result?.cells) return result;
      if (answer.status >= 500) throw new Error("server");
      const sentence = result?.sentence ?? "Vous ne pouvez plus écrire dans ce tableau.";
      throw Object.assign(new Error(sentence), { sentence });
    }
    async function send() {
      if (sending || stopped) return;
      window.clearTimeout(wait);
      const due = new Set([...changed].filter((cell) => cell.change.status === "unsent").map((cell) => cell.id));
      const batch = [];
      for (const cell of [...changed].sort((one, other) => one.row - other.row)) {
        if (batch.length >= AT_ONCE && batch[batch.length - 1].id !== cell.id) break;
        // A cell that was refused goes along with its row: it may have waited for the other one.
        if (due.has(cell.id) && cell.change.status !== "clash") batch.push(cell);
      }
      if (!batch.length) return;
      sending = new Map(batch.map((cell) => [cell, cell.change]));
      tell();
      try {
        const result = await ask(batch.map(({ id, field, change: { seen, value, reason } }) => ({ id, field, seen, value, reason })));
        take(result);
      } catch (error) {
        if (error instanceof Signed) stopped = "signed out";
        else if (error.sentence) stopped = error.sentence;
        else wait = window.setTimeout(send, 5000);
        sending = null;
        settle();
        return;
      }
      sending = null;
      send();
      settle();
    }
    function take(result) {
      for (const one of result.cells) {
        const cell = byKey.get(`${one.id}|${one.field}`), sent = sending.get(cell), same = cell.change === sent;
        if (!cell || !sent) continue;
        if (one.ok) {
          if (same) setChange(cell, null);
          else if (cell.change) cell.change.seen = result.rows[one.id][one.field];
        } else if (same) {
          const old = sent;
          if (one.clash) setChange(cell, { ...old, status: "clash", theirs: one.clash.theirs, who: one.clash.who, error: undefined });
          else setChange(cell, { ...old, status: "refused", error: one.error, asks: one.asks });
        }
      }
      for (const [id, texts] of Object.entries(result.rows)) {
        for (const [field, text] of Object.entries(texts)) {
          const cell = byKey.get(`${id}|${field}`);
          if (!cell || cell.change?.status === "clash" || cell.change?.status === "refused") continue;
          cell.saved = text;
          if (cell.kind === "choice" && result.notes) cell.note = result.notes[id]?.[field] ?? "";
          show(cell);
        }
      }
      lastSaved = result.at;
      root.dispatchEvent(new CustomEvent("grid:saved", { bubbles: true, detail: result }));
    }

    // -- What is said and kept -----------------------------------------------------------------------------------------
    function settle() {
      keep();
      tell();
      list();
      find("undo").setAttribute("aria-disabled", String(!undo.length));
      find("redo").setAttribute("aria-disabled", String(!redo.length));
    }
    function tell() {
      const count = (name) => [...changed].filter((cell) => cell.change.status === name).length;
      const unsent = count("unsent"), refused = count("refused"), clash = count("clash");
      const kept = `${many(unsent, "case est gardée", "cases sont gardées")} dans ce navigateur`;
      let said = lastSaved ? `Enregistré à ${lastSaved}` : "Les cases s’enregistrent d’elles-mêmes.", tone = lastSaved ? "good" : "";
      if (clash) [said, tone] = [`${many(clash, "case attend", "cases attendent")} votre choix`, "warn"];
      if (refused) [said, tone] = [`${many(refused, "case refusée", "cases refusées")}${clash ? `, ${said}` : ""}${lastSaved ? `\u00a0; le reste est enregistré à ${lastSaved}` : ""}`, "bad"];
      if (sending) [said, tone] = ["Enregistrement…", ""];
      else if (stopped === "signed out") [said, tone] = [`Vous n’êtes plus connecté\u00a0: ${kept}. Connectez-vous dans un autre onglet, puis envoyez.`, "bad"];
      else if (stopped) [said, tone] = [`${stopped} ${kept}.`, "bad"];
      else if (unsent) [said, tone] = [`Pas de connexion avec le portail\u00a0: ${kept} et partiront dès qu’elle revient.`, "bad"];
      if (cutOff) [said, tone] = [`${said.replace(/\.$/, "")}\u00a0; ce qui dépassait du tableau n’est pas collé.`, tone === "bad" ? tone : "warn"];
      find("send").hidden = Boolean(sending) || !unsent;
      if (status.textContent !== said) status.textContent = said;
      status.dataset.tone = tone;
    }
    function keep() {
      const left = [...changed].map((cell) => ({ id: cell.id, field: cell.field, name: cell.name, label: cell.label, ...cell.change }));
      try {
        if (left.length + orphans.length) localStorage.setItem(root.dataset.keep, JSON.stringify([...left, ...orphans]));
        else localStorage.removeItem(root.dataset.keep);
      } catch { /* a browser that keeps nothing: leaving the page still warns */ }
    }
    function restore() {
      let left = [];
      try { left = JSON.parse(localStorage.getItem(root.dataset.keep) ?? "[]"); } catch { left = []; }
      for (const one of left) {
        const cell = byKey.get(`${one.id}|${one.field}`);
        if (!cell) orphans.push(one);
        else if (cell.saved !== one.value) setChange(cell, { value: one.value, seen: one.seen, reason: one.reason ?? "", status: "unsent" });
      }
      send();
      settle();
    }
    function list() {
      const waiting = [...changed].filter((cell) => ["refused", "clash"].includes(cell.change.status)).sort((one, other) => one.row - other.row);
      const shown = issues.querySelector("ul"), focused = shown.contains(document.activeElement);
      issues.hidden = !(waiting.length + orphans.length);
      find("issues-title").textContent = many(waiting.length + orphans.length, "case attend votre choix", "cases attendent votre choix");
      const button = (label, act) => make("button", { type: "button", className: "btn quiet", textContent: label, onclick: act });
      shown.replaceChildren(...waiting.slice(0, 50).map((cell) => {
        const { change } = cell, where = `${cell.name}, ${cell.label.toLowerCase()}`;
        const id = `grid-issue-${cell.id}-${cell.field}`.replace(/[^\w-]/g, "_");
        cell.td.setAttribute("aria-describedby", id);
        const nothing = (text) => (text === "" ? "(rien)" : text);
        const sentence = change.status === "clash"
          ? `${change.who || "Quelqu’un d’autre"} a écrit «\u00a0${nothing(change.theirs)}\u00a0»\u00a0; vous «\u00a0${nothing(change.value)}\u00a0».`
          : `Vous avez écrit «\u00a0${nothing(change.value)}\u00a0». ${change.error}`;
        const choices = change.status === "clash"
          ? [button("Garder le mien", () => keepMine(cell)), button("Garder le sien", () => keepTheirs(cell))]
          : [change.asks ? button("Donner la raison", () => why(cell, change.value)) : button("Corriger", () => { go(cell); open(cell); }),
            button("Rendre l’ancienne valeur", () => { write([{ cell, value: cell.saved }]); go(cell); })];
        return make("li", {}, make("p", { id }, make("b", { textContent: where }), `\u00a0: ${sentence}`), make("div", { className: "row" }, ...choices));
      }), ...orphans.map((one, place) => make("li", {}, make("p", {}, `La ligne ${one.name} n’est plus dans le tableau\u00a0: vous y aviez écrit «\u00a0${one.value}\u00a0» (${one.label}).`),
        make("div", { className: "row" }, button("Oublier", () => { orphans.splice(place, 1); settle(); })))));
      for (const cell of byKey.values()) if (!changed.has(cell)) cell.td.removeAttribute("aria-describedby");
      if (focused && !shown.contains(document.activeElement)) go(here);
    }
    function keepMine(cell) {
      setChange(cell, { ...cell.change, seen: cell.change.theirs, status: "unsent" });
      cell.saved = cell.change.seen;
      go(cell);
      send();
      settle();
    }
    function keepTheirs(cell) {
      cell.saved = cell.change.theirs;
      setChange(cell, null);
      retry(cell);
      go(cell);
      send();
      settle();
    }

    // -- Walking and choosing ------------------------------------------------------------------------------------------
    const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
    const at = (row, column) => rows[clamp(row, 0, rows.length - 1)][clamp(column, 0, columns.length)];
    function chosen() {
      const [top, bottom] = [Math.min(anchor.row, here.row), Math.max(anchor.row, here.row)];
      const [left, right] = [Math.min(anchor.column, here.column), Math.max(anchor.column, here.column)];
      return rows.slice(top, bottom + 1).map((row) => row.slice(left, right + 1));
    }
    let marked = [];
    function go(cell, { extend = false, focus = true } = {}) {
      for (const one of marked) one.td.removeAttribute("aria-selected");
      here.td.tabIndex = -1;
      here = cell;
      if (!extend) anchor = cell;
      here.td.tabIndex = 0;
      marked = anchor === here ? [] : chosen().flat();
      for (const one of marked) one.td.setAttribute("aria-selected", "true");
      leaving = false;
      if (!focus) return;
      here.td.focus({ preventScroll: true });
      here.td.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    // -- One cell in its own field -------------------------------------------------------------------------------------
    function control(cell, value) {
      if (cell.kind === "choice") {
        const labels = [...options[cell.field].keys()];
        if (!labels.includes(value)) labels.unshift(value);
        const select = make("select", {}, ...labels.map((label) => make("option", { value: label, textContent: label })));
        select.value = value;
        return select;
      }
      return make("input", { type: "text", value, autocomplete: "off", inputMode: cell.kind === "amount" ? "decimal" : "text" });
    }
    function open(cell, { replace = false, key = "" } = {}) {
      if (!cell.editable || editor) return;
      const field = control(cell, replace && cell.kind !== "choice" ? "" : textOf(cell));
      field.setAttribute("aria-label", `${cell.label}, ligne ${cell.name}`);
      cell.td.classList.add("editing");
      cell.td.replaceChildren(field);
      editor = { cell, field, replace };
      field.addEventListener("blur", () => close(true));
      field.focus();
      if (cell.kind === "choice" && key) {
        const first = [...field.options].find((one) => plain(one.value).toLowerCase().startsWith(key.toLowerCase()));
        if (first) field.value = first.value;
      } else if (field.setSelectionRange) field.setSelectionRange(field.value.length, field.value.length);
    }
    function close(save, then = null) {
      if (!editor) return;
      const { cell, field } = editor, value = field.value.trim();
      editor = null;
      cell.td.classList.remove("editing");
      show(cell);
      if (save && value !== textOf(cell)) {
        if (options[cell.field]?.get(value)?.asks) { why(cell, value); return; }
        write([{ cell, value }]);
      }
      if (then) go(then);
    }

    // -- Dialogs: the reason of a state, the row on a phone --------------------------------------------------------------
    function asked(dialog) { // resolves to whether it was answered
      return new Promise((resolve) => {
        dialog.returnValue = "";
        dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true });
        dialog.showModal();
      });
    }
    async function why(cell, value, others = []) {
      const dialog = find("why"), field = dialog.querySelector("textarea");
      find("question").textContent = options[cell.field]?.get(value)?.asks ?? cell.change?.error ?? "Pourquoi\u00a0?";
      field.value = cell.change?.reason ?? "";
      let said = await asked(dialog);
      while (said && !field.value.trim()) said = await asked(dialog);
      if (said) write([...others, { cell, value, reason: field.value.trim() }]);
      else if (others.length) write(others);
      go(cell);
    }
    const toIso = (text) => text.replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, (_, day, month, year) => `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
    const fromIso = (text) => text.replace(/^(\d{4})-(\d{2})-(\d{2})$/, "$3/$2/$1");
    async function sheet(row) {
      const dialog = find("sheet"), fields = [];
      find("sheet-title").textContent = `Ligne ${rows[row][0].name}`;
      find("sheet-fields").replaceChildren(...rows[row].filter((cell) => cell.editable).map((cell) => {
        const text = textOf(cell), field = control(cell, text);
        if (cell.kind === "date" && (text === "" || toIso(text) !== text)) { field.type = "date"; field.value = toIso(text); }
        if (cell.kind === "percent") { field.inputMode = "numeric"; field.value = plain(text).replace(/\s*%$/, ""); }
        field.id = `grid-sheet-${cell.field}`;
        fields.push({ cell, field, before: field.value });
        return make("div", { className: "field" }, make("label", { htmlFor: field.id, textContent: cell.label }), field);
      }));
      if (!(await asked(dialog))) { go(rows[row][1]); return; }
      const list = fields.filter(({ field, before }) => field.value !== before).map(({ cell, field }) => ({ cell, value: cell.kind === "date" ? fromIso(field.value) : field.value.trim() }));
      const asking = list.find(({ cell, value }) => options[cell.field]?.get(value)?.asks);
      if (asking) await why(asking.cell, asking.value, list.filter((one) => one !== asking));
      else write(list);
      go(rows[row][1]);
    }

    // -- Copy, paste, fill ---------------------------------------------------------------------------------------------
    const inGrid = () => !editor && table.contains(document.activeElement) && byTd.has(document.activeElement);
    function paste(text) {
      const block = blockOf(text), area = chosen(), changes = [];
      const one = block.length === 1 && block[0].length === 1;
      let beyond = false;
      if (one) for (const cell of area.flat()) changes.push({ cell, value: block[0][0] });
      else {
        const first = area[0][0];
        block.forEach((line, down) => line.forEach((value, right) => {
          const cell = rows[first.row + down]?.[first.column + right];
          if (cell) changes.push({ cell, value }); else if (value) beyond = true;
        }));
        const last = at(first.row + block.length - 1, first.column + Math.max(...block.map((line) => line.length)) - 1);
        go(first);
        go(last, { extend: true });
      }
      write(changes, { beyond });
    }
    function fillDown() {
      const area = chosen(), top = area.length > 1 ? area[0] : area[0].map((cell) => at(cell.row - 1, cell.column));
      const below = area.length > 1 ? area.slice(1) : area;
      write(below.flatMap((line) => line.map((cell, place) => ({ cell, value: textOf(top[place]), reason: whyOf(top[place]) }))));
    }

    // -- Hands: keys, mouse, finger --------------------------------------------------------------------------------------
    function next(cell, back) {
      const place = cell.row * (columns.length + 1) + cell.column + (back ? -1 : 1);
      return place < 0 || place >= rows.length * (columns.length + 1) ? null : at(Math.floor(place / (columns.length + 1)), place % (columns.length + 1));
    }
    function keyInEditor(event) {
      const { cell, replace } = editor;
      if (event.isComposing) return;
      if (event.key === "Escape") { event.preventDefault(); close(false, cell); }
      else if (event.key === "Enter") { event.preventDefault(); close(true, at(cell.row + (event.shiftKey ? -1 : 1), cell.column)); }
      else if (event.key === "Tab") { event.preventDefault(); close(true, next(cell, event.shiftKey) ?? cell); }
      else if (replace && cell.kind !== "choice" && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        event.preventDefault();
        close(true, at(cell.row + (event.key === "ArrowUp" ? -1 : 1), cell.column));
      }
    }
    function keyInGrid(event) {
      const command = event.ctrlKey || event.metaKey, extend = event.shiftKey, { row, column } = here;
      const moves = {
        ArrowUp: () => at(command ? 0 : row - 1, column), ArrowDown: () => at(command ? rows.length : row + 1, column),
        ArrowLeft: () => at(row, command ? 0 : column - 1), ArrowRight: () => at(row, command ? columns.length : column + 1),
        PageUp: () => at(row - 10, column), PageDown: () => at(row + 10, column),
        Home: () => at(command ? 0 : row, 0), End: () => at(command ? rows.length : row, columns.length),
      };
      let acts = true;
      if (moves[event.key] && !event.altKey) go(moves[event.key](), { extend });
      else if (event.key === "Tab" && !leaving && next(here, extend)) go(next(here, extend));
      else if (event.key === "Enter" && here.head) here.td.querySelector("a")?.click();
      else if (event.key === "Enter") go(at(row + (extend ? -1 : 1), column));
      else if (event.key === "F2") open(here);
      else if (event.key === "Escape") { if (here.change?.status === "clash") keepTheirs(here); else if (here.change) write([{ cell: here, value: here.saved }]); go(here); leaving = true; }
      else if (event.key === "Delete" || event.key === "Backspace") write(chosen().flat().filter((cell) => cell.kind !== "choice").map((cell) => ({ cell, value: "" })));
      else if (command && event.key.toLowerCase() === "z") extend ? step(redo, undo, "after") : step(undo, redo, "before");
      else if (command && event.key.toLowerCase() === "y") step(redo, undo, "after");
      else if (command && event.key.toLowerCase() === "d") fillDown();
      else if (command && event.key.toLowerCase() === "a") { go(at(0, 0)); go(at(rows.length, columns.length), { extend: true }); }
      else if (!command && !event.altKey && (event.key.length === 1 || event.key === "Dead") && here.editable) {
        open(here, { replace: true, key: event.key });
        acts = here.kind === "choice"; // the letter itself goes into the field that just opened
      } else acts = false;
      if (acts) event.preventDefault();
    }
    table.addEventListener("keydown", (event) => {
      if (editor) keyInEditor(event);
      else if (byTd.has(document.activeElement)) keyInGrid(event);
    });
    const cellAt = (event) => byTd.get(event.target.closest("td, th.pin"));
    table.addEventListener("pointerdown", (event) => { touch = event.pointerType === "touch"; });
    table.addEventListener("mousedown", (event) => {
      const cell = cellAt(event);
      if (touch || event.button !== 0 || !cell || editor?.cell === cell || event.target.closest("a")) return;
      event.preventDefault(); // no text is selected: cells are
      close(true);
      go(cell, { extend: event.shiftKey });
      dragging = true;
    });
    table.addEventListener("mouseover", (event) => { const cell = cellAt(event); if (dragging && event.buttons === 1 && cell && cell !== here) go(cell, { extend: true }); });
    document.addEventListener("mouseup", () => { dragging = false; });
    table.addEventListener("dblclick", (event) => { const cell = cellAt(event); if (cell && !touch) open(cell); });
    table.addEventListener("click", (event) => { const cell = cellAt(event); if (touch && cell && !event.target.closest("a")) sheet(cell.row); });
    table.addEventListener("focusin", (event) => { const cell = byTd.get(event.target); if (cell && cell !== here) go(cell, { focus: false }); });
    document.addEventListener("copy", (event) => {
      if (!inGrid()) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", chosen().map((line) => line.map((cell) => written(cell.head ? cell.name : textOf(cell))).join("\t")).join("\n"));
    });
    document.addEventListener("paste", (event) => {
      if (!inGrid()) return;
      event.preventDefault();
      paste(event.clipboardData.getData("text/plain"));
    });
    find("undo").addEventListener("click", () => step(undo, redo, "before"));
    find("redo").addEventListener("click", () => step(redo, undo, "after"));
    find("send").addEventListener("click", () => { stopped = ""; send(); settle(); });
    window.addEventListener("online", () => send());
    window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });

    table.setAttribute("role", "grid");
    table.setAttribute("aria-multiselectable", "true");
    for (const cell of byTd.values()) {
      cell.td.tabIndex = -1;
      if (!cell.editable && !cell.head) cell.td.setAttribute("aria-readonly", "true");
      if (cell.head) for (const link of cell.td.querySelectorAll("a")) link.tabIndex = -1;
    }
    here.td.tabIndex = 0;
    table.parentElement.removeAttribute("tabindex"); // its cells take the focus now
    find("bar").hidden = false;
    restore();
  }

  for (const root of document.querySelectorAll("[data-grid]")) start(root);
})();
