/* What a questionnaire gains when JavaScript runs; without it every page works.
   1. Questions that the answers before them do not call for are hidden, as the portal itself leaves them out.
   2. `data-answering` names what is kept on this device until it has arrived: a lost connection loses nothing, and the
      answers go by themselves, once, when it is back. What has arrived, or is a week old, is wiped.
   A page that a next person will use (`data-kiosk`) keeps nothing. */
(() => {
  "use strict";
  const TRY_AGAIN = 30 * 1000;

  // -- 1. What is asked after what was answered ---------------------------------------------------------------------
  const follow = (form) => {
    const kiosk = "kiosk" in form.dataset; // there the parts take turns (js/kiosk.js)
    const parts = [...form.querySelectorAll("[data-asked-section], [data-asked]")];
    for (const words of form.querySelectorAll("[data-when]")) words.hidden = true;

    const answersTo = (name) => {
      const fields = [...form.elements].filter((one) => one.name === name && !one.closest("[data-off]"));
      return fields.filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked).map((one) => one.value.trim()).filter(Boolean);
    };
    const holds = ({ ifItem, ifTest, ifChoice }) => {
      if (!ifItem) return true;
      const answers = answersTo(ifItem);
      if (ifTest === "is_answered") return answers.length > 0;
      return ifTest === "is" ? answers.includes(ifChoice) : answers.length > 0 && !answers.includes(ifChoice);
    };
    // In the order of the page: a question that is hidden answers nothing to those after it.
    const apply = () => {
      for (const part of parts) {
        const shown = holds(part.dataset);
        part.toggleAttribute("data-off", !shown);
        if (!(kiosk && "askedSection" in part.dataset)) part.hidden = !shown;
      }
      for (const button of form.querySelectorAll("[data-clear]")) button.hidden = answersTo(button.dataset.clear).length === 0;
      count();
    };
    const bar = form.querySelector("[data-progress]");
    const count = () => {
      if (!bar || kiosk) return;
      const groups = [...form.querySelectorAll("[data-asked] fieldset, [data-asked] .field:not(fieldset)")].filter((one) => !one.closest("[data-off]"));
      const done = groups.filter((one) => [...one.querySelectorAll("input, textarea")].some((field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value.trim())));
      bar.querySelector("progress").max = groups.length || 1;
      bar.querySelector("progress").value = done.length;
      bar.querySelector("[data-progress-words]").textContent = `${done.length} réponse${done.length > 1 ? "s" : ""} sur ${groups.length}`;
      bar.hidden = false;
    };
    form.addEventListener("input", apply);
    form.addEventListener("change", apply);
    form.addEventListener("reset", () => window.setTimeout(apply));
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-clear]");
      if (!button) return;
      for (const one of form.elements) if (one.name === button.dataset.clear) one.checked = false;
      button.closest("fieldset").querySelector("input").focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    form.askedAgain = apply;
    apply();
  };
  for (const form of document.querySelectorAll("form")) if (form.querySelector("[data-asked]")) follow(form);

  const summary = document.querySelector(".answering .summary[tabindex]");
  const firstWrong = summary && summary.querySelector("a[href^='#']");
  if (firstWrong) document.getElementById(firstWrong.hash.slice(1))?.focus();
  else if (summary) summary.focus();
  if (summary) {
    summary.addEventListener("click", (event) => {
      const target = event.target.closest("a[href^='#']");
      if (!target) return;
      event.preventDefault();
      document.getElementById(target.hash.slice(1))?.focus();
    });
  }

  // -- 2. What is kept until it has arrived -------------------------------------------------------------------------
  const store = answerStore(7);

  const OFFLINE =
    "Pas de connexion\u00a0: vos réponses sont gardées sur ce téléphone et partiront seules. Gardez cette page ouverte, ou rouvrez-la plus tard.";
  // What became of it: "arrived" (and where thanks are said), "wrong" (the portal's page says what), "refused", "later".
  const post = async (url, rows) => {
    if (!navigator.onLine) return { came: "later" };
    try {
      const answer = await fetch(url, { method: "POST", body: new URLSearchParams(rows), credentials: "omit" });
      if (answer.redirected && answer.ok) return { came: "arrived", thanks: answer.url };
      if (answer.ok) return { came: "wrong" };
      return { came: answer.status === 410 ? "refused" : "later", slow: answer.status === 429 };
    } catch {
      return { came: "later" };
    }
  };
  const tell = (where, words) => {
    if (!where) return;
    where.textContent = words;
    where.hidden = false;
  };

  const late = document.querySelector("[data-late]");
  if (late) {
    // The last day is over, and this device still holds answers that were to go before it.
    const name = late.dataset.late;
    const said = late.querySelector("[data-said]");
    // The portal's own page says what is missing, with everything that was typed.
    const handOver = (url, rows) => {
      const carrier = document.createElement("form");
      carrier.method = "post";
      carrier.action = url;
      for (const [name, value] of rows) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        carrier.append(field);
      }
      document.body.append(carrier);
      carrier.submit();
    };
    const send = async () => {
      const kept = store.read(name);
      if (!kept?.waits) return;
      const { came, thanks } = await post(late.dataset.lateUrl, kept.rows);
      if (came === "arrived") {
        store.wipe(name);
        window.location.replace(thanks);
      } else if (came === "later") tell(said, OFFLINE);
      else handOver(late.dataset.lateUrl, kept.rows);
    };
    window.addEventListener("online", send);
    send();
  }

  const form = document.querySelector("form[data-answering]");
  if (!form) return;
  const name = form.dataset.answering;
  const said = form.querySelector("[data-said]");
  const forget = form.querySelector("[data-forget]");
  const rows = () => [...new FormData(form)];
  // The four answers that make the personal code stay on the page alone: « jamais gardées » holds for this device too.
  const kept = () => rows().filter(([field]) => !field.startsWith("code-"));
  const asksCode = Boolean(form.querySelector("[data-code]"));
  let waits = false;
  let sending = false;
  let timer = 0;

  const keep = () => {
    if (store.isAnswered(form)) store.write(name, { rows: kept(), waits });
    else store.wipe(name);
    forget.hidden = !store.works || !store.isAnswered(form);
  };

  const stop = () => {
    waits = false;
    window.clearTimeout(timer);
  };
  const send = async () => {
    window.clearTimeout(timer);
    waits = true;
    keep();
    const { came, thanks, slow } = await post(form.action, rows());
    if (came === "arrived") {
      form.removeEventListener("input", keep);
      store.wipe(name);
      form.reset();
      window.location.replace(thanks);
    } else if (came === "wrong" || came === "refused") {
      stop();
      keep();
      form.submit(); // the portal's own page says what is wrong, with everything that was typed
    } else {
      tell(said, slow ? "Beaucoup de réponses partent d’ici. Les vôtres sont gardées sur ce téléphone et partiront seules dans quelques minutes." : OFFLINE);
      said.scrollIntoView({ block: "center" });
      timer = window.setTimeout(once, TRY_AGAIN);
    }
  };

  form.addEventListener("input", keep);
  const once = async () => {
    if (sending) return;
    sending = true;
    await send();
    sending = false;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once();
  });
  window.addEventListener("online", () => waits && once());
  forget.addEventListener("click", () => {
    stop();
    form.removeEventListener("input", keep);
    store.wipe(name);
    form.reset();
    window.location.replace(window.location.href);
  });
  // Whoever comes back to a page that was sent finds a new one.
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

  const before = store.read(name);
  // What the server sent back is newer than what was kept here.
  if (before && !store.isAnswered(form)) {
    store.fill(form, before);
    forget.hidden = false;
    form.askedAgain?.();
    if (before.waits && !asksCode) once();
    else tell(said, "Vos réponses ne sont pas encore parties\u00a0: les voici. Relisez-les, puis envoyez-les.");
  } else keep();
})();
