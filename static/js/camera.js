/* The camera as a reader of QR codes (js/scan.js, js/redeem.js): the browser reads what it sees, or `read` is given a small grey
   picture. `seen` gets each text; `failed` says what went wrong and for how many milliseconds to wait. Returns what stops it.
   Two scanners on a page share one script. */
"use strict";
window.codeCamera ??= ({ view, video, start, stop, torch, say, instead, aim, stopped, read, seen, failed }) => {
  const PAUSE = 250; // milliseconds between two looks of this browser
  const PAUSE_BY_PORTAL = 600;
  const AGAIN = 4000; // a code that stays before the camera is reported once
  const lately = new Map(); // text → when it was last seen
  let stream = null;
  let detector = null;

  async function ownDetector() {
    if (!("BarcodeDetector" in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  }

  async function open() {
    if (!navigator.mediaDevices?.getUserMedia) return say(`Cet appareil ne donne pas d’appareil photo à cette page : ${instead}.`);
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
    } catch (error) {
      return say(error.name === "NotAllowedError"
        ? `L’appareil photo n’est pas autorisé pour cette page. Autorisez-le dans votre navigateur, ou ${instead}.`
        : `L’appareil photo ne démarre pas : ${instead}.`);
    }
    detector = await ownDetector();
    if (!detector && !read) {
      close();
      return say(`Ce navigateur ne lit pas les étiquettes : ${instead}.`);
    }
    view.hidden = false;
    start.hidden = true;
    video.srcObject = stream;
    await video.play();
    torch.hidden = !stream.getVideoTracks()[0].getCapabilities?.().torch;
    say(aim);
    return watch(stream);
  }

  function close() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    view.hidden = true;
    start.hidden = false;
  }

  async function watch(own) {
    while (stream === own) {
      let pause = detector ? PAUSE : PAUSE_BY_PORTAL;
      try {
        const texts = detector ? (await detector.detect(video)).map((one) => one.rawValue) : await readPicture();
        if (stream !== own) return;
        texts.filter(isNew).forEach(seen);
      } catch (error) {
        pause = failed(error);
      }
      await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
  }

  async function readPicture() {
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
    return read(body);
  }

  function isNew(text) {
    const before = lately.get(text);
    lately.set(text, Date.now());
    return !before || Date.now() - before > AGAIN;
  }

  start.addEventListener("click", open);
  stop.addEventListener("click", () => { close(); say(stopped); start.focus(); });
  torch.addEventListener("click", async () => {
    const on = torch.getAttribute("aria-pressed") !== "true";
    await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
    torch.setAttribute("aria-pressed", String(on));
  });
  return close;
};
