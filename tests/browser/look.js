// Run axe on a page, and see whether the page fits its width.
//
// Half of the time of axe goes into contrast: of the texts of one colour and one size in the same backgrounds, at
// whatever width and on whatever page, one is measured, or each where that one cannot be, or where something else than
// what the text is in may lie behind it. At a further width axe runs again only where something shows or scrolls that
// did not at the first one, unless its like was seen so already, or where a text has a look that was not measured.
// A section (the menu, the foot, a part of the content) whose like was audited whole on another page is left out.
// `known` are the looks and the likes of pages before. To look for styles that depend on how a telephone is turned
// takes a third of the rest: tests/inclusion/test_static_files.py reads the styles. Scripts have two frames to follow
// a new width. The shade at the edges of a table is away meanwhile: on a picture axe can measure no text, and each table
// cost a second run that measured none either. Of a single letter it never says that it is too pale.
async ({ isResized, known }) => {
  if (!window.axe) window.loadAxe();
  if (isResized) await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
  const shades = [...document.querySelectorAll(".sheet .scroll")];
  for (const one of shades) one.style.backgroundImage = "none";
  const answer = (found) => {
    for (const one of shades) one.style.backgroundImage = "";
    return found;
  };
  const looks = new Map();
  const hash = (text) => {
    let one = 0xdeadbeef, other = 0x41c6ce57;
    for (const sign of text) {
      one = Math.imul(one ^ sign.codePointAt(), 2654435761);
      other = Math.imul(other ^ sign.codePointAt(), 1597334677);
    }
    return (one >>> 0).toString(36) + (other >>> 0).toString(36);
  };
  const look = (node) => {
    if (!node) return "";
    if (!looks.has(node)) {
      const style = getComputedStyle(node), around = look(node.parentElement);
      const apart = around === null || node.ownerSVGElement || ["absolute", "fixed"].includes(style.position);
      looks.set(node, apart ? null : hash([
        around, style.color, style.fontSize, style.fontWeight, style.backgroundColor, style.backgroundImage,
        style.opacity, style.textShadow, style.filter, style.mixBlendMode,
      ].join()));
    }
    return looks.get(node);
  };
  const words = (node) => [...node.childNodes].map((one) => one.nodeType === 3 ? one.data.trim() : "").join("");
  const like = (node) => node.outerHTML
    .replace(/ (?:href|action|value|id|for|src|d|style|name|aria-current|aria-[a-z]+by|aria-controls)="[^"]*"/g, "")
    .replace(/>[^<]*[^<\s][^<]*</g, ">x<")
    .replace(/\d+/g, "");
  const scrolls = (node) =>
    node.scrollWidth > node.clientWidth && ["auto", "scroll"].includes(getComputedStyle(node).overflowX);
  const visible = new Set([...document.body.querySelectorAll("*")].filter((node) => node.checkVisibility()));
  const scrolling = new Set([...visible].filter(scrolls));
  const texts = new Set([...visible].filter((node) => words(node).length > 1).map(look));
  const first = isResized ? window.firstWidth : null;
  window.firstWidth = { visible, scrolling, texts };
  const parts = first ? [
    ...[...visible].filter((node) => !first.visible.has(node) && first.visible.has(node.parentElement)).map(like),
    ...[...scrolling].filter((node) => !first.scrolling.has(node)).map((node) => `scrolls ${like(node)}`),
  ].map(hash) : [];
  const contrast = axe._audit.rules.find((rule) => rule.id === "color-contrast");
  const everyText = contrast.everyText ??= contrast.matches;
  const measured = new Set(known);
  contrast.matches = (node, ...more) => {
    const isText = words(node).length > 1, own = isText ? look(node) : null;
    if (!isText && !node.matches("input, select, textarea")) return false;
    if (measured.has(own) || !everyText(node, ...more)) return false;
    if (own !== null) measured.add(own);
    return true;
  };
  const page = document.documentElement;
  const brand = getComputedStyle(page).getPropertyValue("--brand");
  const section = (node) => {
    const shown = [...node.querySelectorAll("*")].filter((one) => visible.has(one));
    return hash(["section", brand, shown.length, like(node)].join());
  };
  const sections = new Map(
    [...document.querySelectorAll("body > * > *, body > * > * > *, main > *")]
      .filter((node) => visible.has(node)).map((node) => [node, section(node)])
  );
  const isKnown = (node) => {
    const inside = [node, ...node.querySelectorAll("*")].filter((one) => visible.has(one) && words(one).length > 1);
    return inside.every((one) => look(one) === null || measured.has(look(one)));
  };
  const context = {
    exclude: [...sections].filter(([node, key]) => measured.has(key) && isKnown(node)).map(([node]) => node),
  };
  const fits = page.scrollWidth <= page.clientWidth;
  const isMeasured = (text) => measured.has(text) || first.texts.has(text);
  if (first && parts.every((part) => measured.has(part)) && [...texts].every(isMeasured)) {
    return answer({ violations: [], fits, measured: [] });
  }
  const { violations, incomplete } = await axe.run(context, {
    resultTypes: ["violations", "incomplete"],
    elementRef: true,
    preload: { assets: ["media"] },
    rules: { "css-orientation-lock": { enabled: false } },
  });
  const unclear = new Set(
    incomplete.filter((one) => one.id === contrast.id).flatMap((one) => one.nodes.map((node) => look(node.element)))
  );
  unclear.delete(null);
  for (const one of unclear) measured.delete(one);
  if (unclear.size) {
    contrast.matches = (node, ...more) => unclear.has(look(node)) && everyText(node, ...more);
    violations.push(...(await axe.run(context, { resultTypes: ["violations"], runOnly: [contrast.id] })).violations);
  }
  return answer({ violations, fits, measured: [...measured, ...parts, ...sections.values()] });
}
