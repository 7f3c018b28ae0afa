/* The button of a form of boxes says how many are ticked. Without JavaScript it says "those that are ticked". */
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-chosen]")) {
    const words = form.querySelector("[data-many]");
    if (!words) continue;
    const tell = () => {
      const count = form.querySelectorAll("table input[type=checkbox]:checked").length;
      words.textContent = count === 0 ? words.dataset.none : count === 1 ? words.dataset.one : words.dataset.many.replace("#", count);
    };
    form.addEventListener("change", tell);
    tell();
  }
})();
