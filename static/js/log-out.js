/* Lines of a meeting that were not sent stay in this browser (js/meeting-live.js). The computer may be shared: the page that
   asks before logging out says so, and logging out erases them. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-erases-lines]");
  let names = [];
  try {
    names = Object.keys(window.localStorage).filter((name) => name.startsWith("answers:reunion:"));
  } catch { /* this browser keeps nothing */ }
  if (!form || !names.length) return;
  document.querySelector("[data-lines-kept]").hidden = false;
  form.addEventListener("submit", () => names.forEach((name) => window.localStorage.removeItem(name)));
})();
