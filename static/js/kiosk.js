/* The tablet at the reception: one part on each screen, then the next person. Nothing of an answer is kept on the device:
   each step goes to the portal as an answer that is not finished, under a key that this page alone knows. Whoever comes to
   the page, also by the browser's own way back, finds it blank. Without JavaScript the page is one long form. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-kiosk]");
  const STILL_THERE = 90 * 1000;
  const GONE = 30 * 1000;
  const NEXT = 30 * 1000;
  const NOT_SENT = "Vos réponses ne sont pas parties\u00a0: la borne n’a pas de connexion. Appelez quelqu’un de l’accueil.";

  const one = (name) => document.querySelector(`[data-${name}]`);
  const start = form.querySelector('[data-screen="start"]');
  const thanks = form.querySelector('[data-screen="thanks"]');
  const sheet = one("screens");
  const title = one("title");
  const parts = [...form.querySelectorAll("[data-asked-section]")];
  const [again, back, next, send, person, said, bar, still] = ["again", "back", "next", "send", "next-person", "said", "progress", "still"].map(one);
  const key = form.elements.namedItem("answer-key");
  let here = start;
  let busy = false;
  let timer = 0;

  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const asked = () => parts.filter((part) => !("off" in part.dataset));
  const typed = () => [...form.elements].some((field) => field.name && field.type !== "hidden" && (["checkbox", "radio"].includes(field.type) ? field.checked : field.value));
  const rows = () => new URLSearchParams([...new FormData(form)]);

  const show = (screen) => {
    here = screen;
    const way = asked();
    const place = way.indexOf(screen);
    title.hidden = screen === thanks;
    start.hidden = screen !== start;
    thanks.hidden = screen !== thanks;
    sheet.hidden = place < 0;
    for (const part of parts) part.hidden = part !== screen;
    back.hidden = place < 0;
    next.hidden = screen === thanks || place === way.length - 1;
    next.textContent = screen === start ? "Commencer" : "Suivant";
    send.hidden = place < 0 || place < way.length - 1;
    person.hidden = screen !== thanks;
    again.hidden = place < 0;
    said.hidden = true;
    bar.hidden = place < 0;
    bar.querySelector("progress").max = way.length;
    bar.querySelector("progress").value = place + 1;
    bar.querySelector("[data-progress-words]").textContent = `Page ${place + 1} sur ${way.length}`;
    window.scrollTo(0, 0);
    (screen === start ? title : screen.querySelector("h1, h2"))?.focus({ preventScroll: true });
    watch();
  };

  const forgetProblems = () => {
    for (const line of form.querySelectorAll("[data-live-problem]")) line.remove();
    for (const field of form.querySelectorAll(".wrong")) field.classList.remove("wrong");
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  };
  const fresh = () => {
    if (still.open) still.close();
    for (const field of form.elements) {
      if (["checkbox", "radio"].includes(field.type)) field.checked = false;
      else if (field.name && field.type !== "hidden") field.value = "";
    }
    for (const line of form.querySelectorAll(".summary, .errorlist")) line.remove();
    forgetProblems();
    key.value = newKey();
    busy = false;
    form.askedAgain?.();
    show(start);
  };

  // What is wrong on this screen is said beside its question; true where nothing is.
  const isRight = (problems) => {
    forgetProblems();
    const wrong = [...here.querySelectorAll("[name]")].filter((field) => problems[field.name] && !field.closest("[data-off]"));
    const told = new Set();
    for (const field of wrong) {
      field.setAttribute("aria-invalid", "true");
      if (told.has(field.name)) continue;
      told.add(field.name);
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

  const post = async (url) => {
    const answer = await fetch(url, { method: "POST", body: rows(), headers: { Accept: "application/json" }, credentials: "omit" });
    return answer.json();
  };
  const step = async (action) => {
    if (busy) return;
    busy = true;
    const mine = key.value;
    try {
      await action(() => key.value === mine);
    } catch {
      said.textContent = NOT_SENT;
      said.hidden = false;
    }
    if (key.value === mine) busy = false;
  };
  const goOn = () =>
    step(async (sameOne) => {
      if (here === start) return show(asked()[0] ?? thanks);
      const { problems, why } = await post(form.dataset.keepUrl);
      if (!sameOne()) return;
      if (why) return tell(why);
      const way = asked();
      if (isRight(problems)) show(way[way.indexOf(here) + 1] ?? here);
    });
  const finish = () =>
    step(async (sameOne) => {
      const { taken, problems, why } = await post(form.action);
      if (!sameOne()) return;
      if (taken) {
        fresh();
        show(thanks);
      } else if (why) tell(why);
      else {
        const first = asked().find((part) => [...part.querySelectorAll("[name]")].some((field) => problems[field.name]));
        if (first && first !== here) show(first);
        isRight(problems);
      }
    });
  const tell = (words) => {
    said.textContent = words;
    said.hidden = false;
  };

  // Whoever walks away leaves what they answered to the portal, and nothing on the screen.
  const leave = () => {
    keepQuietly();
    fresh();
  };
  const keepQuietly = () => here !== thanks && typed() && navigator.sendBeacon(form.dataset.keepUrl, rows());
  const watch = () => {
    window.clearTimeout(timer);
    if (here === start && !typed()) return;
    if (here === thanks) timer = window.setTimeout(fresh, NEXT);
    else if (still.open) timer = window.setTimeout(leave, GONE);
    else timer = window.setTimeout(() => { still.showModal(); watch(); }, STILL_THERE);
  };
  for (const sign of ["pointerdown", "keydown", "input", "wheel"]) document.addEventListener(sign, () => !still.open && watch(), { passive: true });
  one("here").addEventListener("click", () => {
    still.close();
    watch(); // at once: the event comes later, and the screen must not be wiped meanwhile
  });
  one("leave").addEventListener("click", leave);
  still.addEventListener("close", watch);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (here === start) goOn();
    else if (send.hidden) goOn();
    else finish();
  });
  next.addEventListener("click", goOn);
  back.addEventListener("click", () => {
    const way = asked();
    show(way[way.indexOf(here) - 1] ?? start);
  });
  person.addEventListener("click", fresh);
  again.addEventListener("click", leave);
  form.addEventListener("input", () => { if (here !== start && here !== thanks) refreshButtons(); });
  // An answer may call for a part that comes next, or make this one the last.
  const refreshButtons = () => {
    const way = asked();
    const last = way.indexOf(here) === way.length - 1;
    next.hidden = last;
    send.hidden = !last;
  };

  window.addEventListener("pagehide", keepQuietly);
  window.addEventListener("pageshow", (event) => event.persisted && fresh());
  fresh();
})();
