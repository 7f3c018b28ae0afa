/* A draft keeps itself while it is filled in. Without JavaScript each step is kept when it is left. */
(() => {
  "use strict";
  const PAUSE = 1500;

  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const said = form.querySelector("[data-autosave-said]");
    let timer = 0;
    let leaving = false;

    const tell = (words) => {
      if (!said) return;
      said.textContent = words;
      said.hidden = false;
    };

    const keep = async () => {
      if (leaving) return;
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form) });
        if (answer.status === 204) {
          const now = new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
          tell(`Brouillon gardé à ${now.replace(":", "\u00a0h\u00a0")}.`);
        } else if (answer.status !== 422) {
          tell("Le brouillon n’a pas pu être gardé tout seul\u00a0: appuyez sur le bouton de cette page.");
        }
      } catch {
        tell("Pas de connexion\u00a0: restez sur cette page, elle sera gardée dès que possible.");
        timer = window.setTimeout(keep, 10 * PAUSE);
      }
    };

    form.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, PAUSE);
    });
    form.addEventListener("submit", () => {
      leaving = true;
      window.clearTimeout(timer);
    });
  }
})();
