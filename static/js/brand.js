/* The brand colour, tried on a button while it is chosen; the server has the last word on its contrast. */
(() => {
  const INKS = ["#ffffff", "#17202e"];
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => [1, 3, 5].reduce(
    (sum, at, index) => sum + [0.2126, 0.7152, 0.0722][index] * linear(parseInt(colour.slice(at, at + 2), 16) / 255), 0);
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  document.querySelectorAll(".js-brand-sample").forEach((sample) => {
    const field = document.getElementById(sample.dataset.field);
    const verdict = sample.querySelector(".js-brand-verdict");
    const show = () => {
      const ink = INKS.reduce((best, one) => (contrast(field.value, one) > contrast(field.value, best) ? one : best));
      const ratio = contrast(field.value, ink);
      const words = ratio >= 4.5 ? verdict.dataset.good : verdict.dataset.bad;
      sample.style.setProperty("--brand", field.value);
      sample.style.setProperty("--brand-ink", ink);
      verdict.textContent = words.replace("{}", (Math.floor(ratio * 10) / 10).toLocaleString("fr-FR"));
    };
    field.addEventListener("input", show);
    show();
  });
})();
