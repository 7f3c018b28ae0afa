/* The preview beside a question that is being written follows every key. Without JavaScript it follows what is kept. */
(() => {
  "use strict";
  const PAUSE = 350;

  const form = document.querySelector("form[data-preview]");
  const shown = document.querySelector("[data-preview-shown]");
  if (!form || !shown) return;
  const said = document.querySelector("[data-preview-static]");
  if (said) said.hidden = true;

  let timer = 0;
  let turn = 0;

  const draw = async () => {
    const mine = ++turn;
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
      // Answers may overtake one another: only the last one asked for is shown.
      if (answer.ok && !answer.redirected && mine === turn) shown.innerHTML = await answer.text();
    } catch {
      // No connection: the preview stays as it was, and what is typed stays in the form.
    }
  };

  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(draw, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
})();
