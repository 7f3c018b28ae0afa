/* A button above a list of boxes that ticks them all, or none. */
(() => {
  "use strict";

  document.querySelectorAll("[data-tick-all]").forEach((button) => {
    const boxes = () => [...document.querySelectorAll(`input[type="checkbox"][name="${button.dataset.tickAll}"]`)];
    const said = () => {
      button.textContent = boxes().every((box) => box.checked) ? "Tout décocher" : "Tout cocher";
    };
    button.hidden = false;
    said();
    button.addEventListener("click", () => {
      const all = boxes().every((box) => box.checked);
      boxes().forEach((box) => {
        box.checked = !all;
      });
      said();
    });
    document.addEventListener("change", said);
  });
})();
