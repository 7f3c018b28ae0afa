/* Papers typed in by keyboard alone: a sign chooses and goes on, Enter goes on, and saves at the end. */
(() => {
  "use strict";
  const form = document.querySelector("[data-paper-entry]");
  if (!form) return;
  const save = form.querySelector("button[type=submit]");
  const questions = [...form.querySelectorAll(".paper-q")];

  // -- Which questions the answers before show ---------------------------------------------------------------------
  const given = (name) => {
    const fields = [...form.elements].filter((one) => one.name === name);
    return fields.filter((one) => (/radio|checkbox/.test(one.type) ? one.checked : one.value.trim())).map((one) => one.value);
  };
  // A question that is not shown answers nothing for those after it, as the portal reads them.
  const hidden = new Set();
  const holds = (when) => {
    const [name, test, choice] = when.split(" ");
    const answers = hidden.has(name) ? [] : given(name);
    if (test === "is") return answers.includes(choice);
    if (test === "is_not") return answers.length > 0 && !answers.includes(choice);
    return answers.length > 0;
  };
  const look = () => {
    hidden.clear();
    for (const one of questions) {
      const out = one.dataset.when.split(";").some((when) => when && !holds(when));
      one.classList.toggle("left-out", out);
      if (out) for (const field of one.querySelectorAll("[name]")) hidden.add(field.name);
    }
  };

  // -- From one place to the next ----------------------------------------------------------------------------------
  const entryOf = (stop) => (stop.matches(".paper-q")
    ? stop.querySelector("input:checked, textarea, input") : stop);
  const stops = () => [
    ...form.querySelectorAll("select[name=structure], .paper-code input"),
    ...questions.filter((one) => !one.classList.contains("left-out")),
    save,
  ];
  const stopOf = (field) => field.closest(".paper-q") || field;
  const go = (from, step) => {
    look();
    const all = stops();
    const at = all.indexOf(stopOf(from));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    const field = entryOf(next);
    field.focus();
    if (field.select && field.matches("input[type=text]")) field.select();
  };

  const typed = (event) => {
    const field = event.target;
    const question = field.closest(".paper-q");
    const ticks = question ? [...question.querySelectorAll("input[data-sign]")] : [];
    if (!ticks.length || event.ctrlKey || event.altKey || event.metaKey) return false;
    // The row of digits of a French keyboard gives other signs without the shift key.
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
    const sign = digit ? digit[1] : event.key.toLowerCase();
    if (sign === "0" || event.key === "Delete" || event.key === "Backspace") {
      ticks.forEach((one) => { one.checked = false; });
      look();
      return true;
    }
    const tick = ticks.find((one) => one.dataset.sign === sign);
    if (!tick) return false;
    if (tick.type === "checkbox") {
      tick.checked = !tick.checked;
      tick.focus();
      look();
    } else {
      tick.checked = true;
      go(tick, 1);
    }
    return true;
  };

  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      if (event.target.matches("button, a")) return;
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) form.requestSubmit(save);
      else if (!event.repeat) go(event.target, event.shiftKey ? -1 : 1);
    } else if (typed(event)) {
      event.preventDefault();
    }
  });
  form.addEventListener("change", look);

  // -- A paper is sent once; the next one begins at its first question ---------------------------------------------
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", () => { sent = false; });
  look();
  const wrong = form.querySelector(".summary") || form.querySelector(".paper-q.wrong");
  if (wrong) entryOf(wrong).focus();
  else entryOf(stops().find((one) => !one.matches("select"))).focus();
})();
