/* The code of a pass, as funding/passes/booklets/rules.py knows it: a mistyped one is found without a connection. */
const passCodes = (() => {
  "use strict";
  const ALPHABET = "23456789ACDEFHJKMPRTVXY";
  const LENGTH = 12;

  const bare = (text) => text.replace(/[\s\-\u2010-\u2015\u2212]+/g, "").toUpperCase();

  function isWellFormed(text) {
    const characters = [...bare(text)];
    if (characters.length !== LENGTH) return false;
    let sum = 0;
    for (const [place, character] of characters.entries()) {
      const value = ALPHABET.indexOf(character);
      if (value < 0) return false;
      sum += (LENGTH - place) * value;
    }
    return sum % ALPHABET.length === 0;
  }

  const normalise = (text) => bare(text).match(/.{1,4}/g)?.join("-") ?? "";

  // The end of a pass's public address, as its QR code holds it; or the code itself.
  function codeIn(text) {
    text = text.trim();
    const found = /\/pass\/([^/?#\s]+)\/?(?:[?#]\S*)?$/.exec(text);
    if (found) {
      try { text = decodeURIComponent(found[1]); } catch { text = found[1]; }
    }
    return isWellFormed(text) ? normalise(text) : text.slice(0, 40);
  }

  function codesIn(text) {
    const found = new Set();
    for (const part of text.split(/[\n\r,;\t]+/)) {
      const words = part.trim().split(/\s+/);
      const apart = words.length > 1 && words.every((word) => isWellFormed(codeIn(word)));
      for (const one of apart ? words : [part]) if (codeIn(one)) found.add(codeIn(one));
    }
    return [...found];
  }

  return { isWellFormed, normalise, codeIn, codesIn };
})();
