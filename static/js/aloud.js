/* « Écouter » reads the page that is shown, in its own language, by the voice of the browser (speechSynthesis). Where the
   browser has no voice of that language there is no button; it falls silent when the page turns or is left. */
(() => {
  "use strict";
  const button = document.querySelector("[data-aloud]");
  const speech = window.speechSynthesis;
  if (!button || !speech) return;
  const form = button.form;
  const language = document.documentElement.lang;
  const label = button.querySelector("span");
  const listen = label.textContent;
  const voice = () => speech.getVoices().find((one) => one.lang.toLowerCase().split(/[-_]/)[0] === language);

  const tell = (speaks) => {
    button.setAttribute("aria-pressed", String(speaks));
    label.textContent = speaks ? button.dataset.stop : listen;
  };
  const stop = () => {
    speech.cancel();
    tell(false);
  };
  // Each question, hint and answer by itself: long texts are cut short by some voices.
  const lines = () => {
    const found = [...form.querySelectorAll("h1, h2, p, li, legend, label, .errorlist")];
    const read = found.filter((one) => one.checkVisibility() && !one.closest("[data-said], .answer-aloud, .answer-progress") && !one.querySelector("p, li, label"));
    return read.map((one) => one.innerText.trim()).filter(Boolean);
  };
  const read = () => {
    speech.cancel();
    const all = lines();
    all.forEach((line, place) => {
      const words = new SpeechSynthesisUtterance(line);
      words.voice = voice();
      words.lang = words.voice.lang;
      if (place === all.length - 1) words.addEventListener("end", () => tell(false));
      speech.speak(words);
    });
    tell(true);
  };
  const offer = () => { button.hidden = !voice(); };
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : read()));
  form.addEventListener("turned", stop);
  window.addEventListener("pagehide", stop);
  speech.addEventListener?.("voiceschanged", offer);
  offer();
})();
