/* The counter: a label that is scanned ticks its item at once; the form works without this. */
(() => {
  "use strict";
  const form = document.querySelector("[data-handing]");
  if (!form) return;
  const said = form.querySelector("[data-handing-said]");
  const field = form.querySelector("#id_code");
  const clean = (typed) => typed.replace(/[\s-]+/g, "").toUpperCase();

  function tick(typed) {
    const code = clean(typed);
    if (!code) return;
    const part = [...form.querySelectorAll("[data-codes]")].find((one) => one.dataset.codes.split(" ").some((own) => clean(own) === code));
    const wrong = field.closest(".field");
    wrong.classList.remove("wrong"); // what was said of the code before this one
    wrong.querySelector(".errorlist")?.remove();
    field.removeAttribute("aria-invalid");
    if (!part) {
      said.textContent = `« ${code} » n’est pas un matériel attendu ici.`;
      return;
    }
    part.querySelector("input[name$='-seen']").checked = true;
    part.classList.add("just-seen");
    said.textContent = `${part.querySelector("h2").textContent.trim()} est coché.`;
    field.value = "";
  }

  form.addEventListener("scanned", (event) => tick(event.detail.code));
  form.querySelector("[data-handing-add]").addEventListener("click", (event) => {
    event.preventDefault(); // pictures that were chosen stay chosen
    tick(field.value);
    field.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.type === "submit") return;
    event.preventDefault();
    if (event.target === field) tick(field.value);
  });
})();
