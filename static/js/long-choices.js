/* A long list of boxes to tick gains a field that narrows it; what is ticked stays in sight. Without JavaScript the list is whole. */
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  for (const choices of document.querySelectorAll("fieldset.field .choices")) {
    const labels = [...choices.querySelectorAll("label:has(input[type=checkbox])")];
    if (labels.length < 9) continue;
    choices.classList.add("long");
    const legend = choices.closest("fieldset").querySelector("legend");
    const search = document.createElement("input");
    search.type = "search";
    search.autocomplete = "off";
    search.setAttribute("aria-label", `Chercher dans la liste : ${legend.firstChild.textContent.trim()}`);
    choices.before(search);
    const hint = document.createElement("p");
    hint.className = "help";
    hint.setAttribute("role", "status");
    search.after(hint);
    const narrow = () => {
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      let ticked = 0;
      for (const label of labels) {
        const box = label.querySelector("input");
        ticked += box.checked;
        (label.parentElement.tagName === "DIV" ? label.parentElement : label).hidden =
          !box.checked && !words.every((word) => plain(label.textContent).includes(word));
      }
      hint.textContent = ticked === 0 ? "Aucun choix." : ticked === 1 ? "1 choix." : `${ticked} choix.`;
    };
    search.addEventListener("input", narrow);
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    choices.addEventListener("change", narrow);
    narrow();
  }
})();
