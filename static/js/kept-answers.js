/* Answers of a form without an account stay in this browser until they have arrived: a lost connection loses nothing.
   Without JavaScript the form works as it is. `data-kept-answers` names what is kept; a page with `data-forget-answers`
   says that they have arrived. Words on a shared computer go when they are sent, by the button, or after three days. */
(() => {
  "use strict";
  const NEVER = ["csrfmiddlewaretoken", "as_it_is"];
  const store = answerStore(3);
  const form = document.querySelector("form[data-kept-answers]");
  if (!form || !store.works) return;
  const name = form.dataset.keptAnswers;
  const said = form.querySelector("[data-kept-said]");
  const forget = form.querySelector("[data-kept-forget]");

  const keep = () => {
    if (store.isAnswered(form)) store.write(name, { rows: [...new FormData(form)].filter(([field]) => !NEVER.includes(field)) });
    else store.wipe(name);
    forget.hidden = !store.isAnswered(form);
  };

  const before = store.read(name);
  // What the server sent back is newer than what was kept here.
  if (before && !store.isAnswered(form)) {
    store.fill(form, before);
    said.textContent = "Vos réponses ne sont pas encore parties\u00a0: les voici. Relisez-les, puis envoyez-les.";
    said.hidden = false;
    forget.hidden = false;
  }

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
    store.wipe(name);
    window.location.assign(window.location.pathname);
  });
})();
