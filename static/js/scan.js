/* Reads the label of a piece of equipment with the camera: see templates/components/scan.html. The field can always be typed into. */
(() => {
  "use strict";
  if (window.liantScan) return; // two scanners on a page share one script
  window.liantScan = true;
  const PAUSE = 250; // milliseconds between two looks of this browser
  const PAUSE_BY_PORTAL = 600;
  const AGAIN = 4000; // a label that stays before the camera is told once

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

  async function ownDetector() {
    if (!("BarcodeDetector" in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
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
    const video = box.querySelector("video");
    const target = document.querySelector(box.dataset.scanTarget);
    const readUrl = box.dataset.scanRead;
    const lately = new Map(); // text → when it was last seen
    let stream = null;
    let detector = null;
    const say = (sentence) => { part("said").textContent = sentence; };

    async function start() {
      if (!navigator.mediaDevices?.getUserMedia) return say("Cet appareil ne donne pas d’appareil photo à cette page : tapez le numéro d’inventaire.");
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
      } catch (error) {
        return say(error.name === "NotAllowedError"
          ? "L’appareil photo n’est pas autorisé pour cette page. Autorisez-le dans votre navigateur, ou tapez le numéro d’inventaire."
          : "L’appareil photo ne démarre pas : tapez le numéro d’inventaire.");
      }
      detector = await ownDetector();
      if (!detector && !readUrl) {
        stop();
        return say("Ce navigateur ne lit pas les étiquettes : tapez le numéro d’inventaire.");
      }
      part("view").hidden = false;
      part("start").hidden = true;
      video.srcObject = stream;
      await video.play();
      part("torch").hidden = !stream.getVideoTracks()[0].getCapabilities?.().torch;
      say("Montrez le carré noir et blanc de l’étiquette à l’appareil photo.");
      return watch(stream);
    }

    function stop() {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      part("view").hidden = true;
      part("start").hidden = false;
    }

    async function watch(own) {
      while (stream === own) {
        let pause = detector ? PAUSE : PAUSE_BY_PORTAL;
        try {
          const texts = detector ? (await detector.detect(video)).map((one) => one.rawValue) : await readByPortal();
          if (stream !== own) return;
          texts.filter(isNew).forEach(seen);
        } catch (error) {
          pause = 3000;
          say(error instanceof Unread ? error.message : "Cette image n’a pas pu être lue. Continuez à viser, ou tapez le numéro d’inventaire.");
        }
        await new Promise((resolve) => { setTimeout(resolve, pause); });
      }
    }

    // What this browser cannot read, the portal reads: a small grey picture.
    async function readByPortal() {
      if (!video.videoWidth) return [];
      const canvas = document.createElement("canvas");
      const scale = Math.min(1, 800 / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      const pen = canvas.getContext("2d");
      pen.filter = "grayscale(1)";
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.7); });
      const body = new FormData();
      body.append("frame", picture, "image.jpg");
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

    function isNew(text) {
      const before = lately.get(text);
      lately.set(text, Date.now());
      return !before || Date.now() - before > AGAIN;
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

    part("start").addEventListener("click", start);
    part("stop").addEventListener("click", () => { stop(); say(""); part("start").focus(); });
    part("torch").addEventListener("click", async () => {
      const on = part("torch").getAttribute("aria-pressed") !== "true";
      await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
      part("torch").setAttribute("aria-pressed", String(on));
    });
    window.addEventListener("pagehide", stop);
    box.hidden = false;
  }

  document.querySelectorAll("[data-scan]").forEach(scanner);
})();
