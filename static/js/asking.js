/* What a questionnaire gains when JavaScript runs; without it every page works.
   1. Questions that the answers before them do not call for are hidden, as the portal itself leaves them out.
   2. `data-pages`: the pages turn here, without a connection; where there is one the portal says what is wrong on each.
   3. `data-answering` names what is kept on this device until it has arrived: a lost connection loses nothing, and the
      answers go by themselves, once, when it is back. What has arrived, or is a week old, is wiped.
   A page that a next person will use (`data-kiosk`) keeps nothing here (js/kiosk.js). */
(() => {
  "use strict";
  const TRY_AGAIN = 30 * 1000;
  const CHECK_WITHIN = 4 * 1000;

  // -- 1. What is asked after what was answered ---------------------------------------------------------------------
  const follow = (form) => {
    const paged = "pages" in form.dataset; // there the parts take turns
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
        if (!(paged && "askedSection" in part.dataset)) part.hidden = !shown;
      }
      for (const button of form.querySelectorAll("[data-clear]")) button.hidden = answersTo(button.dataset.clear).length === 0;
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

  // -- 2. The pages turn --------------------------------------------------------------------------------------------
  const turning = (form) => {
    const kiosk = "kiosk" in form.dataset;
    const one = (name) => form.querySelector(`[data-${name}]`);
    const [start, sheet, title, next, back, send, bar, last, said] = ["start", "sheet", "title", "next", "back", "send", "progress", "last", "said"].map(one);
    const summary = form.querySelector(".summary");
    const parts = [...form.querySelectorAll("[data-asked-section]")];
    const page = form.elements.namedItem("answer-page");
    const words = bar.querySelector("[data-progress-words]");
    let here = start;
    const way = () => parts.filter((part) => !("off" in part.dataset));
    const named = (code) => way().find((part) => part.dataset.askedSection === code) ?? start;
    const nameOf = (screen) => (screen === start ? "" : screen.dataset.askedSection);

    const mark = () => {
      const all = way();
      const place = all.indexOf(here) + 1;
      next.hidden = place === all.length && here !== start;
      next.textContent = here === start ? next.dataset.startWord : next.dataset.nextWord;
      send.hidden = !next.hidden;
      back.hidden = bar.hidden = here === start;
      if (last) last.hidden = send.hidden;
      bar.querySelector("progress").max = all.length;
      bar.querySelector("progress").value = place;
      words.textContent = words.dataset.progressWords.replace("{0}", place).replace("{1}", all.length);
    };
    const show = (screen, quietly = false) => {
      here = screen;
      page.value = nameOf(screen);
      start.hidden = screen !== start;
      sheet.hidden = screen === start;
      for (const part of parts) part.hidden = part !== screen;
      said.hidden = true;
      mark();
      if (!quietly) {
        if (summary) summary.hidden = true;
        window.scrollTo(0, 0);
        (screen === start ? title : screen.querySelector("h2")).focus({ preventScroll: true });
      }
      form.dispatchEvent(new CustomEvent("turned", { bubbles: true }));
    };
    const tell = (sentence) => {
      said.textContent = sentence;
      said.hidden = false;
    };

    // What is wrong on this page is said beside its question; true where nothing is.
    const isRight = (problems) => {
      for (const line of form.querySelectorAll("[data-live-problem]")) line.remove();
      for (const field of form.querySelectorAll(".wrong")) field.classList.remove("wrong");
      for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
      const wrong = [...here.querySelectorAll("[name]")].filter((field) => problems[field.name] && !field.closest("[data-off]"));
      const marked = new Set();
      for (const field of wrong) {
        field.setAttribute("aria-invalid", "true");
        if (marked.has(field.name)) continue;
        marked.add(field.name);
        const box = field.closest(".field");
        const line = document.createElement("div");
        line.className = "errorlist";
        line.dataset.liveProblem = "";
        line.setAttribute("role", "alert");
        line.textContent = problems[field.name];
        box.classList.add("wrong");
        (box.querySelector(".asked-answers, input, textarea") ?? box.lastElementChild).before(line);
      }
      wrong[0]?.focus();
      return wrong.length === 0;
    };
    // The portal's word on the answers so far; null without a connection, where the way goes on all the same.
    const check = async () => {
      const rows = [...new FormData(form), ["answer-go", "check"]];
      if (!navigator.onLine) return null;
      try {
        const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(rows), credentials: "omit", signal: AbortSignal.timeout(CHECK_WITHIN) });
        return await answer.json();
      } catch {
        return null;
      }
    };
    let busy = 0;
    // Where the answers of another person are on the page by then (js/kiosk.js), nothing is shown of the old ones.
    const step = async (go) => {
      if (busy) return;
      const mine = (busy = Math.random());
      const result = here === start ? { problems: {} } : await check();
      if (busy !== mine) return;
      busy = 0;
      if (kiosk && !result) return tell(form.dataset.notSent);
      if (kiosk && result.why) return tell(result.why);
      go(result?.problems ?? {});
    };
    const goOn = () =>
      step((problems) => {
        if (!isRight(problems)) return;
        const all = way();
        show(all[all.indexOf(here) + 1] ?? here);
        if (!kiosk) history.pushState({ page: nameOf(here) }, "");
        turned += 1;
      });
    let turned = 0;
    const goBack = () => {
      const all = way();
      if (!kiosk && turned > 0) history.back();
      else show(all[all.indexOf(here) - 1] ?? start);
    };
    const finish = (deliver) =>
      step((problems) => {
        const wrong = way().find((part) => [...part.querySelectorAll("[name]")].some((field) => problems[field.name] && !field.closest("[data-off]")));
        if (!wrong) return deliver();
        if (wrong !== here) show(wrong);
        isRight(problems);
      });

    form.addEventListener("input", mark);
    form.addEventListener("submit", (event) => {
      if (event.submitter?.name === "answer-speak") return; // the portal's own page in that language, with every answer
      event.preventDefault();
      if (event.submitter === back) goBack();
      else if (send.hidden) goOn();
      else finish(form.deliver);
    });
    if (!kiosk) {
      window.addEventListener("popstate", (event) => {
        if (!event.state || !("page" in event.state)) return;
        turned = Math.max(0, turned - 1);
        show(named(event.state.page));
      });
    }
    form.turnTo = (code) => {
      show(named(code), true);
      if (!kiosk) history.replaceState({ page: nameOf(here) }, "");
    };
    form.startAnew = () => {
      busy = 0;
      isRight({});
      show(start);
    };
    form.turnTo(page.value);
  };
  for (const form of document.querySelectorAll("form[data-pages]")) turning(form);

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

  // -- 3. What is kept until it has arrived -------------------------------------------------------------------------
  const store = answerStore(7);

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
      } else if (came === "later") tell(said, late.dataset.offline);
      else handOver(late.dataset.lateUrl, kept.rows);
    };
    window.addEventListener("online", send);
    send();
  }

  const form = document.querySelector("form[data-pages]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const rows = () => [...new FormData(form)];
  if ("kiosk" in form.dataset) {
    form.deliver = async () => {
      const { came, thanks } = await post(form.action, rows());
      if (came === "arrived") window.location.replace(thanks);
      else tell(said, form.dataset.notSent);
    };
    return;
  }
  const name = form.dataset.answering;
  const forget = form.querySelector("[data-forget]");
  // The four answers that make the personal code stay on the page alone: « jamais gardées » holds for this device too.
  const kept = () => rows().filter(([field]) => !field.startsWith("code-") && field !== "answer-language");
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
      tell(said, slow ? form.dataset.slow : form.dataset.offline);
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
  form.addEventListener("turned", keep);
  form.deliver = once;
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
    form.askedAgain();
    form.turnTo(form.elements.namedItem("answer-page").value);
    if (before.waits && !asksCode) once();
    else tell(said, form.dataset.waiting);
  } else keep();
})();
