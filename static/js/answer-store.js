/* Answers of a form that stay in this browser until they have arrived (js/asking.js, js/kept-answers.js). What is older than
   some days is wiped, as is what `data-forget-answers` names: that has arrived. */
const answerStore = (days) => {
  "use strict";
  const PREFIX = "answers:";
  const store = (() => {
    try {
      const probe = `${PREFIX}probe`;
      window.localStorage.setItem(probe, "1");
      window.localStorage.removeItem(probe);
      return window.localStorage;
    } catch {
      return null;
    }
  })();
  const read = (name) => {
    try {
      const found = JSON.parse(store?.getItem(PREFIX + name) ?? "null");
      return found && Array.isArray(found.rows) && Date.now() - found.at < (found.days ?? days) * 24 * 3600 * 1000 ? found : null;
    } catch {
      return null;
    }
  };
  const write = (name, kept) => {
    try {
      store?.setItem(PREFIX + name, JSON.stringify({ at: Date.now(), days, ...kept }));
    } catch { /* no room: the page itself still has the words */ }
  };
  const wipe = (name) => store?.removeItem(PREFIX + name);

  const fields = (form) => [...form.elements].filter((one) => one.name && one.type !== "submit");
  const isTick = (one) => one.type === "checkbox" || one.type === "radio";
  const isAnswered = (form) => fields(form).some((one) => (isTick(one) ? one.checked : one.type !== "hidden" && one.value));
  const fill = (form, { rows }) => {
    for (const one of fields(form)) {
      const values = rows.filter(([name]) => name === one.name).map(([, value]) => value);
      if (isTick(one)) one.checked = values.includes(one.value);
      else if (values.length) one.value = values[0];
    }
  };

  for (const key of Object.keys(store ?? {})) {
    if (key.startsWith(PREFIX) && !read(key.slice(PREFIX.length))) store.removeItem(key);
  }
  for (const one of document.querySelectorAll("[data-forget-answers]")) wipe(one.dataset.forgetAnswers);
  return { works: Boolean(store), read, write, wipe, isAnswered, fill };
};
