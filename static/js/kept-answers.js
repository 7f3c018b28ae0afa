/* Answers of a form without an account stay in this browser until they have arrived: a lost connection loses nothing.
   Without JavaScript the form works as it is. `data-kept-answers` names what is kept; a page with `data-forget-answers`
   says that they have arrived. Words on a shared computer go when they are sent, by the button, or after three days. */
(() => {
  "use strict";
  const PREFIX = "answers:";
  const KEPT_FOR = 3 * 24 * 3600 * 1000;
  const NEVER = ["csrfmiddlewaretoken", "as_it_is"];

  const store = (() => {
    try {
      const probe = `${PREFIX}probe`;
      window.localStorage.setItem(probe, "1");
      window.localStorage.removeItem(probe);
      return window.localStorage;
    } catch {
      return null;
    }
  })();
  if (!store) return;

  const read = (key) => {
    try {
      const found = JSON.parse(store.getItem(key) ?? "null");
      return found && Date.now() - found.at < KEPT_FOR ? found : null;
    } catch {
      return null;
    }
  };
  for (const key of Object.keys(store)) {
    if (key.startsWith(PREFIX) && !read(key)) store.removeItem(key);
  }
  for (const one of document.querySelectorAll("[data-forget-answers]")) {
    store.removeItem(PREFIX + one.dataset.forgetAnswers);
  }

  const form = document.querySelector("form[data-kept-answers]");
  if (!form) return;
  const key = PREFIX + form.dataset.keptAnswers;
  const said = form.querySelector("[data-kept-said]");
  const forget = form.querySelector("[data-kept-forget]");

  const fields = () => [...form.elements].filter((one) => one.name && !NEVER.includes(one.name));
  const tells = (one) => (one.type === "checkbox" || one.type === "radio" ? one.checked : one.type !== "hidden" && one.value);
  const answered = () => fields().some(tells);

  const keep = () => {
    const rows = [...new FormData(form)].filter(([name]) => !NEVER.includes(name));
    try {
      if (answered()) store.setItem(key, JSON.stringify({ at: Date.now(), rows }));
      else store.removeItem(key);
    } catch {
      return; // no room: the page itself still has the words
    }
    forget.hidden = !answered();
  };

  const bring = ({ rows }) => {
    for (const one of fields()) {
      const values = rows.filter(([name]) => name === one.name).map(([, value]) => value);
      if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
      else if (values.length) one.value = values[0];
    }
    said.textContent = "Vos réponses ne sont pas encore parties\u00a0: les voici. Relisez-les, puis envoyez-les.";
    said.hidden = false;
    forget.hidden = false;
  };

  const before = read(key);
  // What the server sent back is newer than what was kept here.
  if (before && !answered()) bring(before);

  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine) return;
    event.preventDefault();
    said.textContent =
      "Pas de connexion\u00a0: rien n’est parti. Vos réponses sont gardées sur cet appareil. Envoyez-les quand la connexion revient.";
    said.hidden = false;
    said.scrollIntoView({ block: "center" });
  });
  forget.addEventListener("click", () => {
    form.removeEventListener("input", keep);
    store.removeItem(key);
    window.location.assign(window.location.pathname);
  });
})();
