/* The tablet at the reception: the pages of js/asking.js, then the next person. Nothing of an answer is kept on the device:
   each step goes to the portal as an answer that is not finished, under a key that this page alone knows. Whoever comes to
   the page, also by the browser's own way back, finds it blank. Without JavaScript the portal turns the pages. */
(() => {
  "use strict";
  const STILL_THERE = 90 * 1000;
  const GONE = 30 * 1000;
  const NEXT = 30 * 1000;

  const one = (name) => document.querySelector(`[data-${name}]`);
  const person = one("next-person");
  if (person) window.setTimeout(() => window.location.replace(person.href), NEXT);
  const form = document.querySelector("form[data-kiosk]");
  if (!form) return;
  const [again, still] = [one("again"), one("still")];
  const key = form.elements.namedItem("answer-key");
  const page = form.elements.namedItem("answer-page");
  let timer = 0;

  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const typed = () => [...form.elements].some((field) => field.name && !["hidden", "submit"].includes(field.type) && (["checkbox", "radio"].includes(field.type) ? field.checked : field.value));

  const fresh = () => {
    if (still.open) still.close();
    for (const field of form.elements) {
      if (["checkbox", "radio"].includes(field.type)) field.checked = false;
      else if (field.name && !["hidden", "submit"].includes(field.type)) field.value = "";
    }
    for (const line of form.querySelectorAll(".summary, .errorlist")) line.remove();
    key.value = newKey();
    form.askedAgain();
    form.startAnew();
  };

  // Whoever walks away leaves what they answered to the portal, and nothing on the screen; the next one reads French.
  const keepQuietly = () => typed() && navigator.sendBeacon(form.action, new URLSearchParams([...new FormData(form), ["answer-go", "check"]]));
  const leave = () => {
    keepQuietly();
    fresh();
    if (document.documentElement.lang !== "fr" && navigator.onLine) window.location.replace(form.action);
  };
  const watch = () => {
    window.clearTimeout(timer);
    again.hidden = !page.value;
    if (!page.value && !typed()) return;
    if (still.open) timer = window.setTimeout(leave, GONE);
    else timer = window.setTimeout(() => { still.showModal(); watch(); }, STILL_THERE);
  };
  form.addEventListener("turned", watch);
  for (const sign of ["pointerdown", "keydown", "input", "wheel"]) document.addEventListener(sign, () => !still.open && watch(), { passive: true });
  one("here").addEventListener("click", () => {
    still.close();
    watch(); // at once: the event comes later, and the screen must not be wiped meanwhile
  });
  one("leave").addEventListener("click", leave);
  still.addEventListener("close", watch);
  again.addEventListener("click", leave);

  window.addEventListener("pagehide", () => {
    // Whoever chose a language goes on with the same answers.
    if (!speaks) keepQuietly();
  });
  let speaks = false;
  form.addEventListener("submit", (event) => { speaks = event.submitter?.name === "answer-speak"; });
  window.addEventListener("pageshow", (event) => event.persisted && fresh());
  if (document.documentElement.lang === "fr") fresh();
})();
