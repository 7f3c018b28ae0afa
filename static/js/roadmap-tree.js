/* The tree of a roadmap: lines are added, renamed and moved in their place, by hand or by keyboard, and what others write
   comes in by itself. Every handle is a link to a page that does the same without JavaScript. */
(() => {
  "use strict";
  const tree = document.getElementById("tree");
  if (!tree) return;
  const live = document.getElementById("live");
  const movedBox = document.getElementById("moved");
  const menu = document.getElementById("row-menu");
  const pulseEvery = 5000;
  const axes = () => document.getElementById("axes");
  let revision = Number(axes().dataset.revision);
  let busy = 0; // what was sent and not answered yet
  let dragging = null;
  let stale = false; // somebody wrote, and the page could not show it yet
  let queue = Promise.resolve();

  // -- What the page says ------------------------------------------------------------------------------------------
  const say = (text, tone = "") => {
    live.replaceChildren();
    if (!text) return;
    const box = document.createElement("div");
    box.className = `message ${tone}`;
    const words = document.createElement("p");
    words.textContent = text;
    box.append(words);
    live.append(box);
    return box;
  };

  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;

  const send = (url, fields) => {
    // One after the other: a key that is held down moves step by step.
    const work = queue.then(async () => {
      busy += 1;
      try {
        const body = new URLSearchParams(fields);
        const answer = await fetch(url, {
          method: "POST",
          body,
          headers: { Accept: "application/json", "X-CSRFToken": token() },
          credentials: "same-origin",
        });
        const result = await answer.json().catch(() => ({}));
        return { ok: answer.ok, ...result };
      } catch {
        return { ok: false, said: "Le portail ne répond pas. Rien n’est enregistré : vérifiez la connexion, puis recommencez." };
      } finally {
        busy -= 1;
      }
    });
    queue = work;
    return work;
  };

  /* What was written here is on the page already, unless somebody else wrote in between. */
  const caughtUp = (result) => {
    if (result.revision === revision + 1) revision = result.revision;
    else stale = true;
  };

  // -- Rows and lists ----------------------------------------------------------------------------------------------
  const rowOf = (node) => node.closest("li.action") || node.closest(".objective") || node.closest("section.axis");
  const listOf = (row) => row.parentElement;
  const kindOf = (row) => (row.matches("li.action") ? "action" : row.matches(".objective") ? "objective" : "axis");
  const selector = { action: "li.action", objective: ".objective", axis: "section.axis" };
  const rowsIn = (list, kind) => [...list.children].filter((one) => one.matches(selector[kind]));
  const lists = () => [...tree.querySelectorAll("ol.rows")];
  const handleOf = (row) => row.querySelector(":scope > .handle, :scope > .axis-head > .handle");
  const titleOf = (row) => row.querySelector(":scope > .t, :scope > .axis-head .t");

  const renumber = () => {
    const word = tree.dataset.word;
    [...tree.querySelectorAll("section.axis")].forEach((axis, index) => {
      axis.querySelector(".n").textContent = `${word} ${index + 1}`;
      const found = [...axis.querySelectorAll("li.action")];
      found.forEach((row, at) => { row.querySelector(".n").textContent = `${index + 1}.${at + 1}`; });
      [...axis.querySelectorAll(".objective")].forEach((one, at) => {
        one.querySelector(".n").textContent = `Objectif ${at + 1}`;
      });
      const late = found.filter((row) => row.querySelector(".chip.bad") && row.textContent.includes("En retard")).length;
      const summary = axis.querySelector("summary");
      summary.textContent = (found.length ? `${found.length} action${found.length > 1 ? "s" : ""}` : "Aucune action")
        + (late ? `, ${late} en retard` : "");
    });
  };

  // -- Moving ------------------------------------------------------------------------------------------------------
  const placeOf = (row) => {
    const kind = kindOf(row);
    const around = rowsIn(listOf(row), kind);
    const before = around[around.indexOf(row) - 1];
    const fields = { after: before ? before.dataset.key : "" };
    if (kind === "action") fields.place = listOf(row).dataset.place;
    return fields;
  };

  const tellMove = async (row, back) => {
    renumber();
    const result = await send(handleOf(row).href, placeOf(row));
    if (!result.ok) {
      back();
      renumber();
      say(result.said || "Le déplacement n’est pas enregistré. Recommencez.", "bad");
      stale = true;
      return;
    }
    say("");
    movedBox.innerHTML = result.html; // made by our own server, which escapes it
    caughtUp(result);
  };

  const remember = (row) => {
    const list = listOf(row);
    const next = row.nextElementSibling;
    return () => list.insertBefore(row, next);
  };

  const stepRow = (row, up) => {
    const kind = kindOf(row);
    const around = rowsIn(listOf(row), kind);
    const at = around.indexOf(row);
    const back = remember(row);
    if (up && at > 0) around[at - 1].before(row);
    else if (!up && at < around.length - 1) around[at + 1].after(row);
    else if (kind === "action") {
      const all = lists();
      const next = all[all.indexOf(listOf(row)) + (up ? -1 : 1)];
      if (!next) return edge(row, up);
      if (up) next.append(row);
      else next.prepend(row);
      const hidden = next.closest("details:not([open])");
      if (hidden) hidden.open = true;
    } else return edge(row, up);
    handleOf(row).focus();
    row.scrollIntoView({ block: "nearest" });
    tellMove(row, back);
  };

  const edge = (row, up) => say(`« ${titleOf(row).textContent} » est déjà tout ${up ? "en haut" : "en bas"}.`);

  const putIn = (row, place) => {
    const list = lists().find((one) => one.dataset.place === place);
    if (!list) return;
    const back = remember(row);
    list.append(row);
    handleOf(row).focus();
    tellMove(row, back);
  };

  // -- The menu of a handle ------------------------------------------------------------------------------------------
  let chosen = null;
  const openMenu = (row) => {
    chosen = row;
    menu.querySelector("[data-title]").textContent = titleOf(row).textContent;
    menu.querySelector("[data-places]").hidden = kindOf(row) !== "action";
    menu.querySelector("[data-edit]").href = handleOf(row).href.replace("/deplacer/", "/modifier/");
    if (kindOf(row) === "action") menu.querySelector("select").value = listOf(row).dataset.place;
    menu.showModal();
  };
  if (menu) {
    menu.addEventListener("click", (event) => {
      const what = event.target.closest("[data-do]")?.dataset.do;
      if (!what || !chosen) return;
      const row = chosen;
      menu.close();
      if (what === "up" || what === "down") stepRow(row, what === "up");
      if (what === "place") putIn(row, menu.querySelector("select").value);
      if (what === "rename") rename(row);
    });
  }

  // -- Renaming in place -----------------------------------------------------------------------------------------------
  const rename = (row) => {
    const title = titleOf(row);
    const seen = title.textContent;
    const form = document.createElement("form");
    form.className = "rename";
    const label = document.createElement("label");
    label.className = "said";
    label.textContent = `Nouvel intitulé de « ${seen} »`;
    const field = document.createElement("input");
    field.name = "title";
    field.maxLength = 200;
    field.required = true;
    field.value = seen;
    field.id = `renommer-${row.id}`;
    label.htmlFor = field.id;
    const save = document.createElement("button");
    save.className = "btn quiet";
    save.textContent = "Renommer";
    const leave = document.createElement("button");
    leave.type = "button";
    leave.className = "link";
    leave.textContent = "Annuler";
    form.append(label, field, save, leave);
    title.hidden = true;
    title.after(form);
    field.focus();
    field.select();
    const close = () => {
      form.remove();
      title.hidden = false;
      handleOf(row).focus();
    };
    leave.addEventListener("click", close);
    field.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const wanted = field.value.trim();
      if (wanted === seen) return close();
      const result = await send(handleOf(row).href.replace("/deplacer/", "/renommer/"), { title: wanted, seen });
      if (!result.ok) {
        say(result.said || "L’intitulé n’est pas enregistré. Recommencez.", "bad");
        field.focus();
        return;
      }
      title.textContent = wanted.replace(/\s+/g, " ");
      say(result.said, "good");
      caughtUp(result);
      close();
    });
  };

  // -- Adding in place -------------------------------------------------------------------------------------------------
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches(".undo")) {
      event.preventDefault();
      const result = await send(form.action, new FormData(form));
      if (result.ok) {
        movedBox.innerHTML = result.html;
        revision = result.revision;
        await refresh();
      } else say(result.said || "Le déplacement n’est pas annulé. Recommencez.", "bad");
      return;
    }
    if (!form.matches("form.add")) return;
    event.preventDefault();
    const field = form.querySelector("[name=title]");
    const typed = field.value;
    const result = await send(form.action, new FormData(form));
    if (!result.ok) {
      say(result.said || "La ligne n’est pas enregistrée. Recommencez.", "bad");
      return;
    }
    if (field.value === typed) field.value = "";
    say(result.said, "good");
    if (result.html) {
      const list = form.closest(".objective, details").querySelector(":scope > ol.rows");
      list.insertAdjacentHTML("beforeend", result.html); // made by our own server, which escapes it
      dress();
      renumber();
      caughtUp(result);
    } else {
      revision = result.revision;
      await refresh();
    }
    document.getElementById(field.id)?.focus();
  });

  // -- Dragging by the handle ------------------------------------------------------------------------------------------
  let justDragged = false;
  tree.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle || event.button !== 0) return;
    const row = rowOf(handle);
    dragging = { row, kind: kindOf(row), back: remember(row), from: [event.clientX, event.clientY], on: false, id: event.pointerId };
    handle.setPointerCapture?.(event.pointerId);
  });
  tree.addEventListener("dragstart", (event) => { if (event.target.closest?.(".handle")) event.preventDefault(); });

  const hover = (x, y) => {
    const { row, kind } = dragging;
    const under = document.elementsFromPoint(x, y).find((one) => tree.contains(one) && !row.contains(one));
    if (!under) return;
    const over = under.closest(selector[kind]);
    if (over && over !== row && (kind !== "objective" || listOf(over) === listOf(row))) {
      const box = over.getBoundingClientRect();
      if (y < box.top + box.height / 2) over.before(row);
      else over.after(row);
      return;
    }
    if (kind !== "action") return;
    const list = under.closest("ol.rows")
      || under.closest(".objective")?.querySelector("ol.rows")
      || under.closest("section.axis")?.querySelector("ol.rows");
    if (list && !rowsIn(list, "action").some((one) => one !== row)) list.append(row);
  };

  document.addEventListener("pointermove", (event) => {
    if (!dragging || event.pointerId !== dragging.id) return;
    const [x, y] = dragging.from;
    if (!dragging.on) {
      if (Math.hypot(event.clientX - x, event.clientY - y) < 6) return;
      dragging.on = true;
      dragging.row.classList.add("dragged");
      document.body.classList.add("sorting", `sorting-${dragging.kind}`);
    }
    event.preventDefault();
    const edgeSize = 60;
    if (event.clientY < edgeSize) window.scrollBy(0, -14);
    if (event.clientY > window.innerHeight - edgeSize) window.scrollBy(0, 14);
    hover(event.clientX, event.clientY);
  });

  const drop = (keep) => {
    if (!dragging) return;
    const { row, back, on } = dragging;
    dragging = null;
    row.classList.remove("dragged");
    document.body.classList.remove("sorting", "sorting-action", "sorting-objective", "sorting-axis");
    if (!on) return;
    justDragged = true;
    window.setTimeout(() => { justDragged = false; }, 50);
    const list = listOf(row);
    const next = row.nextElementSibling;
    if (!keep) return back();
    back(); // where it stood, to see whether it moved at all
    if (listOf(row) === list && row.nextElementSibling === next) return;
    list.insertBefore(row, next);
    tellMove(row, back);
  };
  document.addEventListener("pointerup", (event) => { if (dragging && event.pointerId === dragging.id) drop(true); });
  document.addEventListener("pointercancel", () => drop(false));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") drop(false); });

  // -- The handle as a button ------------------------------------------------------------------------------------------
  tree.addEventListener("click", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle || !menu) return;
    event.preventDefault();
    if (!justDragged) openMenu(rowOf(handle));
  });
  tree.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      stepRow(rowOf(handle), event.key === "ArrowUp");
    } else if (event.key === " ") {
      event.preventDefault();
      openMenu(rowOf(handle));
    }
  });
  const dress = () => {
    for (const handle of tree.querySelectorAll(".handle")) {
      handle.setAttribute("role", "button");
      handle.setAttribute("aria-haspopup", "dialog");
      handle.draggable = false;
    }
  };
  dress();

  // -- Folding ---------------------------------------------------------------------------------------------------------
  const fold = document.querySelector("[data-fold]");
  if (fold) {
    fold.hidden = false;
    fold.addEventListener("click", () => {
      const all = [...tree.querySelectorAll("details")];
      const open = !all.some((one) => one.open);
      for (const one of all) one.open = open;
      fold.textContent = open ? "Tout replier" : "Tout déplier";
    });
  }

  // -- What others write -------------------------------------------------------------------------------------------------
  const inHand = () => dragging || busy || menu?.open || tree.querySelector("form.rename");

  /* Take the tree as it stands now; what is being typed, the folds and the focus stay. */
  const refresh = async () => {
    const url = new URL(tree.dataset.url, location.href);
    url.search = location.search;
    url.searchParams.set("morceau", "arbre");
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || inHand()) return false;
    const html = await answer.text();
    if (inHand()) return false;
    const typed = new Map();
    for (const field of tree.querySelectorAll("form.add input[name=title]")) {
      if (field.value) typed.set(field.id, field.value);
    }
    const folded = new Set([...tree.querySelectorAll("section.axis:has(> details:not([open]))")].map((one) => one.id));
    const active = document.activeElement;
    const focused = tree.contains(active) ? { id: active.id, row: rowOf(active)?.id, handle: active.matches(".handle"), at: active.selectionStart } : null;
    const top = focused && active.getBoundingClientRect().top;
    tree.innerHTML = html; // made by our own server, which escapes it
    dress();
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
    for (const id of folded) document.getElementById(id)?.querySelector("details")?.removeAttribute("open");
    if (focused) {
      const row = focused.row && document.getElementById(focused.row);
      const restored = focused.id ? document.getElementById(focused.id) : focused.handle ? row && handleOf(row) : row?.querySelector("a.t");
      restored?.focus({ preventScroll: true });
      if (restored?.setSelectionRange && focused.at != null) restored.setSelectionRange(focused.at, focused.at);
      if (restored) window.scrollBy(0, restored.getBoundingClientRect().top - top);
    }
    document.querySelector("h1").textContent = axes().dataset.title;
    revision = Number(axes().dataset.revision);
    stale = false;
    return true;
  };

  const pulse = async () => {
    if (document.hidden || busy) return;
    if (!stale) {
      const answer = await fetch(`${tree.dataset.pulse}?revision=${revision}`, {
        credentials: "same-origin",
        headers: { Accept: "application/json" },
      }).catch(() => null);
      if (answer?.status !== 200 || busy) return;
      const result = await answer.json().catch(() => null);
      if (!result || result.revision === revision) return;
      stale = true;
      movedBox.replaceChildren();
      const box = say(`${result.said} `);
      if (inHand()) {
        const update = document.createElement("button");
        update.type = "button";
        update.className = "link";
        update.textContent = "Mettre à jour la page";
        update.addEventListener("click", () => {
          for (const form of tree.querySelectorAll("form.rename")) form.querySelector("button.link").click();
          refresh();
        });
        box.append(update);
      }
    }
    if (!inHand()) await refresh();
  };
  window.setInterval(pulse, pulseEvery);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) pulse(); });
})();
