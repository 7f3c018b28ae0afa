/* Reads the label of a piece of equipment with the camera: see templates/components/scan.html. The field can always be typed into. */
(() => {
  "use strict";
  if (window.liantScan) return; // two scanners on a page share one script
  window.liantScan = true;

  // A label holds an address: its last part is the code. Anything else is taken as it is.
  function codeOf(text) {
    try {
      const { protocol, pathname } = new URL(text);
      if (protocol === "http:" || protocol === "https:") {
        return decodeURIComponent(pathname.split("/").filter(Boolean).pop() ?? "");
      }
    } catch { /* no address */ }
    return text.trim();
  }

  function token() {
    try {
      return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    } catch {
      return "";
    }
  }

  class Unread extends Error {}

  function scanner(box) {
    const part = (name) => box.querySelector(`[data-scan-${name}]`);
    const target = document.querySelector(box.dataset.scanTarget);
    const readUrl = box.dataset.scanRead;
    const say = (sentence) => { part("said").textContent = sentence; };

    // What this browser cannot read, the portal reads.
    async function read(body) {
      let answer;
      try {
        answer = await fetch(readUrl, { method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": token() } });
      } catch {
        throw new Unread("Sans connexion, cet appareil ne lit pas les étiquettes : tapez le numéro d’inventaire.");
      }
      if (answer.status === 429) throw new Unread((await answer.json()).sentence);
      if (!answer.ok) throw new Unread("Reconnectez-vous pour scanner, ou tapez le numéro d’inventaire.");
      return (await answer.json()).texts;
    }

    function seen(text) {
      const code = codeOf(text);
      if (!code) return;
      navigator.vibrate?.(60);
      if (target) target.value = code;
      say(`Étiquette lue : ${code}`);
      const stays = "scanStay" in box.dataset;
      const goesOn = box.dispatchEvent(new CustomEvent("scanned", { bubbles: true, cancelable: true, detail: { code, text } }));
      if (stays || !goesOn) return;
      stop();
      target?.form?.requestSubmit();
    }

    function failed(error) {
      say(error instanceof Unread ? error.message : "Cette image n’a pas pu être lue. Continuez à viser, ou tapez le numéro d’inventaire.");
      return 3000;
    }

    const stop = codeCamera({
      view: part("view"), video: box.querySelector("video"), start: part("start"), stop: part("stop"), torch: part("torch"),
      say, instead: "tapez le numéro d’inventaire", aim: "Montrez le carré noir et blanc de l’étiquette à l’appareil photo.", stopped: "",
      read: readUrl && read, seen, failed,
    });
    window.addEventListener("pagehide", stop);
    box.hidden = false;
  }

  document.querySelectorAll("[data-scan]").forEach(scanner);
})();
