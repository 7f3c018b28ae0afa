/* What a page gains when JavaScript runs. Every page works without it. */
(() => {
  "use strict";

  // A link to a page that asks first opens the same question as a dialog, when the page holds it.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("a[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog && typeof dialog.showModal === "function") {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const closer = event.target.closest("dialog [data-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
  });

  // The navigation closes when the screen grows wide enough to show it all the time.
  window.matchMedia("(min-width: 60.01rem)").addEventListener("change", (wide) => {
    const nav = document.querySelector("nav[popover]");
    if (wide.matches && nav && nav.matches(":popover-open")) nav.hidePopover();
  });

  // What a phone shows folded is open where there is room.
  if (window.matchMedia("(min-width: 48.01rem)").matches) {
    for (const one of document.querySelectorAll("details[data-wide]")) one.open = true;
  }

  // Where the menu is higher than its place, it shows the current entry.
  const entry = document.querySelector(".menu [aria-current]");
  if (entry) entry.closest(".menu").scrollTop = Math.max(0, entry.offsetTop - entry.closest(".menu").clientHeight / 2);

  // On a telephone the filters of a list and the answers of a section fold, so that what comes after is seen.
  const folding = document.querySelectorAll("details[data-folds]");
  const wideEnough = window.matchMedia("(min-width: 60.01rem)");
  const fold = () => { for (const one of folding) one.open = wideEnough.matches; };
  if (folding.length) {
    wideEnough.addEventListener("change", fold);
    fold();
  }

  // Tabs that slide show the current one, and say on which sides more of them stand.
  for (const row of document.querySelectorAll(".tabs > ul")) {
    const current = row.querySelector("[aria-current]");
    if (current) row.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - row.clientWidth / 2;
    const mark = () => {
      row.classList.toggle("more-before", row.scrollLeft > 1);
      row.classList.toggle("more-after", row.scrollLeft + row.clientWidth < row.scrollWidth - 1);
    };
    row.addEventListener("scroll", mark, { passive: true });
    window.addEventListener("resize", mark);
    mark();
  }

  // The keys of a postal code's towns follow what is typed in the field beside them, which never goes away meanwhile.
  const markTown = (field) => {
    const keys = [...document.querySelectorAll("#town-keys [type=radio]")];
    const typed = field.value.trim().toLowerCase();
    const key = keys.find((one) => one.value && one.value.toLowerCase() === typed) || keys.find((one) => !one.value);
    if (key) key.checked = true;
  };
  document.addEventListener("input", (event) => {
    if (event.target.id === "id_town") markTown(event.target);
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("#town-keys [type=radio]:not([value=''])")) return;
    const field = document.getElementById("id_town");
    field.value = field.defaultValue = "";
  });
  document.addEventListener("htmx:afterSwap", () => {
    const keys = document.getElementById("town-keys");
    const field = document.getElementById("id_town");
    if (!keys || !field || keys.dataset.seen) return;
    keys.dataset.seen = "1";
    if (field.value !== field.defaultValue) markTown(field);
    else if (field !== document.activeElement) field.value = field.defaultValue = keys.dataset.town;
  });

  // A button pressed twice sends its form once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 3000);
  });

  // The list of what to correct takes the focus, so that it is read first.
  const summary = document.querySelector(".summary[tabindex]");
  if (summary) summary.focus();

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // A button that copies the field beside it is shown where the browser lets a page copy.
  for (const button of navigator.clipboard ? document.querySelectorAll("button[data-copy]") : []) {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.textContent = "Copié";
      window.setTimeout(() => (button.textContent = words), 2500);
    });
  }
})();
