/* The page where a place uses passes: camera, list, and scans kept on the telephone until the portal has answered for each. */
(() => {
  "use strict";
  const form = document.getElementById("redeem");
  const config = JSON.parse(document.getElementById("redeem-config").textContent);
  const at = (id) => document.getElementById(id);
  const NARROW = "\u00a0";

  // -- What is kept on this telephone: one entry a scan, so that two tabs never write over one another ------------------
  const KEPT = `liant-scan:${config.network}:`;
  const keepScan = (scan) => {
    localStorage.setItem(KEPT + scan.key, JSON.stringify(scan));
    if (!localStorage.getItem(KEPT + scan.key)) throw new Error("not kept");
  };
  const forget = (key) => localStorage.removeItem(KEPT + key);
  const keptScans = () => {
    const found = [];
    for (let n = 0; n < localStorage.length; n += 1) {
      const name = localStorage.key(n);
      if (name.startsWith(KEPT)) found.push(JSON.parse(localStorage.getItem(name)));
    }
    return found.sort((one, other) => one.confirmed - other.confirmed);
  };
  try {
    localStorage.setItem("liant-try", "1");
    localStorage.removeItem("liant-try");
  } catch {
    return; // nothing can be kept here: the form without JavaScript does it all
  }

  // -- Words -------------------------------------------------------------------------------------------------------------
  const say = (sentence) => { at("redeem-status").textContent = sentence; };
  // What came of a confirmation stands at the head of the page, where the eye is taken.
  const tell = (sentence, { good = false } = {}) => {
    at("sent-said").textContent = sentence;
    at("sent").hidden = !sentence;
    at("sent").classList.toggle("good", good);
    at("sent").classList.toggle("warn", !good);
    at("sent-list").hidden = !good;
    if (sentence) at("sent").focus();
  };
  const sum = (cents) => (cents / 100).toLocaleString("fr-FR", {
    style: "currency", currency: "EUR", minimumFractionDigits: cents % 100 ? 2 : 0, maximumFractionDigits: 2,
  });
  const day = (iso) => iso.split("-").reverse().join("/");
  const today = () => {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  };
  const newKey = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  function line({ tone, chip, code, detail, button, onClick }) {
    const row = at("pass-row").content.cloneNode(true).firstElementChild;
    const sign = row.querySelector("[data-chip]");
    sign.classList.add(tone);
    sign.append(at(`sign-${tone}`).content.cloneNode(true), ` ${chip}`);
    row.querySelector("[data-said=code]").textContent = code;
    row.querySelector("[data-said=detail]").textContent = detail;
    if (button) {
      row.querySelector("[data-said=button]").textContent = button;
      row.querySelector("[data-said=which]").textContent = ` ${code}`;
      row.querySelector("button").addEventListener("click", onClick);
    } else row.querySelector("button").remove();
    return row;
  }

  // -- Talking to the portal ---------------------------------------------------------------------------------------------
  class Offline extends Error {}
  class LoggedOut extends Error {}
  class Refused extends Error {}

  async function ask(url, options = {}) {
    let answer;
    try {
      answer = await fetch(url, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
    } catch {
      throw new Offline();
    }
    if (answer.type === "opaqueredirect") throw new LoggedOut();
    if (answer.status === 403 || answer.status === 404) throw new LoggedOut();
    if (!answer.ok) {
      const result = await answer.json().catch(() => ({}));
      throw new Refused(result.sentence ?? "Le portail ne répond pas comme prévu : rien n’est perdu, recommencez dans un instant.");
    }
    return answer.json();
  }

  // A token that was given with a page of yesterday is none any more: ask for one before anything is sent.
  let who = null;
  const hello = async () => { who = await ask(config.urls.send); return who; };
  async function post(url, body, type) {
    const send = async () => ask(url, {
      method: "POST", body, headers: { "X-CSRFToken": who.token, ...(type ? { "Content-Type": type } : {}) },
    });
    if (!who) await hello();
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof LoggedOut)) throw error;
      await hello(); // raises where nobody is signed in; otherwise the token was old
      return send();
    }
  }

  // -- The list ----------------------------------------------------------------------------------------------------------
  const passes = new Map(); // code → { value, tone, chip, detail }
  const place = () => config.places.find((one) => String(one.pk) === form.elements.place.value) ?? config.places[0];
  const usable = () => [...passes].filter(([, one]) => one.tone !== "bad");

  function showList() {
    at("pass-list").replaceChildren(...[...passes].map(([code, one]) => line({
      ...one, code, button: "Retirer", onClick: () => { passes.delete(code); showList(); say(`Pass ${code} retiré de la liste.`); at("one-code").focus(); },
    })));
    const ready = usable();
    const values = ready.map(([, one]) => one.value);
    const known = values.every(Boolean);
    let worth = "";
    if (known && values.length === 1) worth = ` (${sum(values[0])})`;
    else if (known && new Set(values).size === 1) worth = ` (${values.length}${NARROW}×${NARROW}${sum(values[0])})`;
    else if (known) worth = ` (${sum(values.reduce((total, value) => total + value, 0))})`;
    at("confirm").textContent = `Confirmer ${ready.length}${NARROW}pass${worth}`;
    at("confirm").hidden = !ready.length;
    at("nothing-yet").hidden = Boolean(ready.length);
  }

  async function look(code) {
    const body = new URLSearchParams({ place: place().pk, code, used_on: form.elements.used_on.value });
    let row;
    try {
      const result = await post(config.urls.look, body);
      row = result.reason
        ? { tone: "bad", chip: "Refusé", detail: result.reason }
        : { tone: "good", chip: result.shown, value: Math.round(Number(result.value) * 100), detail: `${result.first_name} · accepté jusqu’au ${result.until}` };
      say(result.reason ? `${code} : ${result.reason}` : `Pass ${code} ajouté : ${result.shown}.`);
    } catch (error) {
      row = { tone: "warn", chip: "À vérifier", unchecked: true, detail: unchecked(error) };
      say(`Pass ${code} ajouté. ${row.detail}`);
    }
    if (!passes.has(code)) return;
    passes.set(code, row);
    showList();
  }

  function unchecked(error) {
    if (error instanceof Offline) return "Pas de connexion : il sera vérifié à l’envoi.";
    if (error instanceof LoggedOut) return "Vous n’êtes plus connecté : il sera vérifié à l’envoi.";
    return error.message;
  }

  function add(text) {
    for (const code of passCodes.codesIn(text)) {
      if (!passCodes.isWellFormed(code)) {
        say(`« ${code} » est mal recopié : comparez-le lettre à lettre avec le pass.`);
        return false;
      }
      if (passes.has(code)) {
        say(`Le pass ${code} est déjà dans la liste.`);
      } else {
        passes.set(code, { tone: "warn", chip: "Un instant", detail: "" });
        showList();
        look(code);
      }
    }
    return true;
  }

  function addTyped() {
    const input = at("one-code");
    if (input.value.trim() && add(input.value)) input.value = "";
    input.focus();
  }

  // -- The camera --------------------------------------------------------------------------------------------------------
  function failed(error) {
    if (error instanceof Offline) say("Sans connexion, cet appareil ne lit pas les images : tapez les codes.");
    else if (error instanceof LoggedOut) say("Reconnectez-vous pour scanner, ou tapez les codes : ils seront gardés.");
    else if (error instanceof Refused) say(error.message);
    return error instanceof Refused ? 15000 : 3000;
  }

  function seen(text) {
    navigator.vibrate?.(60);
    if (!add(text)) say("Ce carré n’est pas celui d’un pass.");
  }

  const stopCamera = codeCamera({
    view: at("viewfinder"), video: at("video"), start: at("camera-start"), stop: at("camera-stop"), torch: at("torch"),
    say, instead: "tapez les codes", aim: "Montrez le carré noir et blanc d’un pass à l’appareil photo.", stopped: "L’appareil photo est arrêté.",
    read: async (body) => (await post(config.urls.read, body)).codes, seen, failed,
  });

  // -- Confirming: kept here first, then sent ----------------------------------------------------------------------------
  function confirm() {
    const session = form.elements.session.value.trim().replace(/\s+/g, " ");
    const usedOn = form.elements.used_on.value;
    if (!session || !usedOn) {
      at("confirm-said").textContent = session ? "Indiquez le jour de la séance." : "Indiquez pour quelle séance ces pass sont utilisés : écrivez son nom.";
      return form.elements[session ? "used_on" : "session"].focus();
    }
    const scans = usable().map(([code]) => ({
      key: newKey(), code, session, usedOn, place: place().pk, placeName: place().name, account: config.account,
      confirmed: Date.now(), late: !navigator.onLine,
    }));
    try {
      scans.forEach(keepScan);
    } catch {
      scans.forEach((scan) => forget(scan.key));
      return say("Cet appareil ne peut rien garder : libérez de la place, puis recommencez.");
    }
    for (const scan of scans) passes.delete(scan.code);
    at("confirm-said").textContent = "";
    say("");
    showList();
    stopCamera();
    return send();
  }

  // -- What is kept ------------------------------------------------------------------------------------------------------
  let sending = false;
  const isMine = (scan) => scan.account === config.account;

  function showKept({ loggedOut = false } = {}) {
    const kept = keptScans();
    const refused = kept.filter((scan) => scan.answer && isMine(scan));
    const waiting = kept.filter((scan) => !scan.answer && isMine(scan));
    const others = kept.filter((scan) => !isMine(scan));
    at("outbox").hidden = !kept.length;
    at("outbox-waiting").hidden = !waiting.length;
    at("outbox-said").textContent = waiting.length === 1
      ? "1 pass est confirmé et attend d’être envoyé au portail."
      : `${waiting.length} pass sont confirmés et attendent d’être envoyés au portail.`;
    at("outbox-list").replaceChildren(...waiting.map((scan) => line({
      tone: "warn", chip: "À envoyer", code: scan.code, detail: `${scan.session}, ${day(scan.usedOn)} · ${scan.placeName}`,
    })));
    at("outbox-refused").hidden = !refused.length;
    at("refused-list").replaceChildren(...refused.map((scan) => line({
      tone: "bad", chip: "Refusé", code: scan.code, detail: `${scan.answer} ${scan.session}, ${day(scan.usedOn)}`,
      button: "J’ai vu", onClick: () => { forget(scan.key); showKept(); say(`Pass ${scan.code} : vu.`); },
    })));
    at("outbox-others").hidden = !others.length;
    at("outbox-others-said").textContent = `${others.length} pass ${others.length === 1 ? "a été confirmé" : "ont été confirmés"} sur cet appareil avec un autre compte. Reconnectez-vous avec ce compte pour ${others.length === 1 ? "l’envoyer" : "les envoyer"} : rien n’est perdu.`;
    at("outbox-adopt").hidden = !others.some(adoptable);
    at("outbox-login").hidden = !loggedOut;
  }

  // A colleague of the same place may send what waits there; what another place confirmed never leaves under this one.
  const adoptable = (scan) => !scan.answer && config.places.some((one) => one.pk === scan.place);

  async function send({ adopted = false } = {}) {
    if (sending) return;
    sending = true;
    let loggedOut = false;
    const ours = (scan) => !scan.answer && (isMine(scan) || (adopted && adoptable(scan)));
    const before = keptScans().filter(ours).map((scan) => scan.key);
    if (!before.length) { sending = false; return showKept(); }
    at("outbox-send").setAttribute("aria-busy", "true");
    try {
      await hello();
      if (who.account !== config.account) throw new LoggedOut();
      await sendAll(before);
    } catch (error) {
      loggedOut = error instanceof LoggedOut;
      const left = keptScans().filter((scan) => before.includes(scan.key) && !scan.answer);
      left.forEach((scan) => keepScan({ ...scan, late: true }));
      if (loggedOut) tell("Reconnectez-vous : vos pass restent sur cet appareil, rien n’est perdu.");
      else if (error instanceof Offline) tell("Pas de connexion : vos pass sont gardés sur cet appareil et partiront dès qu’elle revient.");
      else tell(error.message);
      if (error instanceof Refused) window.setTimeout(send, 60000);
    } finally {
      sending = false;
      at("outbox-send").removeAttribute("aria-busy");
      showKept({ loggedOut });
    }
  }

  async function sendAll(keys) {
    let used = 0;
    let owed = 0;
    let refused = 0;
    const waiting = keptScans().filter((scan) => keys.includes(scan.key) && who.places.includes(scan.place));
    for (const pk of new Set(waiting.map((scan) => scan.place))) {
      const here = waiting.filter((scan) => scan.place === pk);
      for (let n = 0; n < here.length; n += config.most) {
        const part = here.slice(n, n + config.most);
        const scans = part.map(({ key, code, session, usedOn, late }) => ({ key, code, session, used_on: usedOn, offline: late }));
        const { answers } = await post(config.urls.send, JSON.stringify({ place: pk, scans }), "application/json");
        for (const { key, state, sentence, value } of answers) {
          const scan = part.find((one) => one.key === key);
          if (!scan) continue;
          if (state === "accepted") {
            forget(key);
            used += 1;
            owed += Math.round(Number(value) * 100);
          } else {
            keepScan({ ...scan, account: config.account, answer: sentence });
            refused += 1;
          }
        }
      }
    }
    const sentences = [];
    if (used) sentences.push(`${used}${NARROW}pass utilisé${used > 1 ? "s" : ""} : ${sum(owed)} vous sont dus.`);
    if (refused) sentences.push(`${refused}${NARROW}pass refusé${refused > 1 ? "s" : ""} : voyez pourquoi ci-dessous.`);
    if (waiting.length < keys.length) sentences.push("Les pass d’un lieu qui n’est plus le vôtre restent sur cet appareil : parlez-en à la coordination.");
    showKept();
    tell(sentences.join(" "), { good: used > 0 && !refused });
  }

  // -- Without a connection ----------------------------------------------------------------------------------------------
  async function keepThePage() {
    if (!("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register(config.urls.worker, { scope: config.page });
      const { active } = await navigator.serviceWorker.ready;
      await document.fonts.ready;
      const pieces = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => !name.includes(config.page));
      active.postMessage({ keep: [...new Set([config.page, ...pieces])] });
      navigator.storage?.persist?.();
    } catch { /* the page works with a connection all the same */ }
  }

  // -- Taking over -------------------------------------------------------------------------------------------------------
  at("plain-codes").hidden = true;
  at("scanner").hidden = false;
  for (const row of at("pass-list").querySelectorAll("li[data-code]")) {
    passes.set(row.dataset.code, { tone: "warn", chip: "Un instant", detail: "" });
  }
  for (const code of passCodes.codesIn(form.elements.codes.value)) passes.set(code, { tone: "warn", chip: "Un instant", detail: "" });
  form.elements.codes.value = "";
  showList();
  // The page may be yesterday's copy.
  if (!form.elements.used_on.value || form.elements.used_on.value === form.elements.used_on.defaultValue) form.elements.used_on.value = today();
  for (const code of passes.keys()) look(code);
  const offerSessions = () => at("sessions").replaceChildren(...place().sessions.map((name) => new Option(name, name)));
  offerSessions();

  at("add").addEventListener("click", addTyped);
  at("one-code").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    addTyped();
  });
  form.elements.place.addEventListener?.("change", () => { offerSessions(); for (const code of passes.keys()) look(code); });
  form.elements.used_on.addEventListener("change", () => { for (const code of passes.keys()) look(code); });
  form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); confirm(); });
  at("outbox-send").addEventListener("click", () => send());
  at("outbox-adopt").addEventListener("click", () => send({ adopted: true }));
  window.addEventListener("online", () => {
    for (const [code, one] of passes) if (one.unchecked) look(code);
    send();
  });
  window.addEventListener("storage", () => showKept());
  document.addEventListener("visibilitychange", () => { if (document.hidden) stopCamera(); });
  showKept();
  send();
  keepThePage();
})();
