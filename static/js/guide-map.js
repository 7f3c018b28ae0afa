/* The guide with JavaScript: "around me", the map beside the list, a click that sets a position. The pages are whole
   without any of it. */
(() => {
  "use strict";

  // -- Around me: the position goes into the address, rounded to about a hundred metres, and is kept nowhere.
  const near = document.querySelector("[data-near]");
  if (near && navigator.geolocation && window.isSecureContext) {
    const form = near.closest("form");
    const said = near.querySelector("[role=status]");
    near.hidden = false;
    near.querySelector("button").addEventListener("click", () => {
      said.textContent = "Nous cherchons où vous êtes…";
      navigator.geolocation.getCurrentPosition(
        (found) => {
          form.elements.lat.value = found.coords.latitude.toFixed(3);
          form.elements.lon.value = found.coords.longitude.toFixed(3);
          form.elements.q.value = "";
          form.requestSubmit();
        },
        () => { said.textContent = "Votre appareil ne dit pas où vous êtes. Écrivez le nom de votre ville."; },
        { timeout: 10000, maximumAge: 60000 },
      );
    });
    form.elements.q.addEventListener("input", () => { form.elements.lat.value = form.elements.lon.value = ""; });
  }

  // -- What every map stands on: tiles where the network has some, outlines where they are known, towns with their names
  if (typeof L === "undefined") return;
  const fetched = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };
  const escape = (text) => {
    const node = document.createElement("span");
    node.textContent = text;
    return node.innerHTML;
  };
  const icon = (html, size) => L.divIcon({ html, className: "", iconSize: [size, size], popupAnchor: [0, -12] });

  const opened = (box, { tiles, credit }) => {
    const map = L.map(box, {
      attributionControl: Boolean(tiles && credit), scrollWheelZoom: false, zoomControl: false, maxZoom: 18, zoomSnap: 0.25,
    });
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" }).addTo(map);
    if (tiles) L.tileLayer(tiles, { attribution: escape(credit), maxZoom: 19 }).addTo(map);
    return map;
  };

  const LARGEST = 8; // towns whose names are bold

  const boundsOf = ({ features, towns }) => {
    const bounds = L.latLngBounds(towns.map(([, latitude, longitude]) => [latitude, longitude]));
    return features.length ? L.geoJSON({ type: "FeatureCollection", features }).getBounds() : bounds;
  };

  const outlines = (map, features) => {
    // The wide line is covered inside by the surfaces above it: what is left of it is the outline of the whole.
    for (const className of ["outline", "contour"]) L.geoJSON(features, { interactive: false, style: { className } }).addTo(map);
  };

  // Names go where there is space: below, above or beside their point, those of the largest first, none over another one.
  const names = (map, candidates, obstacles) => {
    const layer = L.layerGroup().addTo(map);
    const pen = document.createElement("canvas").getContext("2d");
    const write = () => {
      layer.clearLayers();
      const size = map.getSize();
      const pins = obstacles().map((at) => map.latLngToContainerPoint(at)).map(({ x, y }) => [x - 20, y - 22, x + 20, y + 20]);
      const written = [[0, 0, 66, 122]]; // the buttons of the zoom
      const named = new Set(); // pins whose town is known, whether its name finds space or not
      const clear = ([left, top, right, bottom], others) => others.every(([l, t, r, b]) => right < l || left > r || bottom < t || top > b);
      const free = (one) => one[0] > 2 && one[1] > 2 && one[2] < size.x - 2 && one[3] < size.y - 2 && clear(one, written) && clear(one, pins);
      pen.font = `14px ${getComputedStyle(map.getContainer()).fontFamily}`;
      for (const { name, at, kind, large } of candidates) {
        const { x, y } = map.latLngToContainerPoint(at);
        const dot = [x - 4, y - 4, x + 4, y + 4];
        if (x < 0 || y < 0 || x > size.x || y > size.y || (kind === "town" && !clear(dot, written))) continue;
        const covered = !clear(dot, pins);
        if (kind === "town" && covered) {
          const pin = pins.find(([l, t]) => Math.hypot(l + 20 - x, t + 22 - y) < 14);
          if (!pin || named.has(pin)) continue; // the pin that covers it is of another town
          named.add(pin);
        }
        const half = pen.measureText(name).width / (large ? 1.9 : 2) + 3;
        const places = kind === "area" ? [[0, 0], [0, 18], [0, -18], [0, 36], [0, -36]]
          : !covered ? [[0, 15], [0, -15], [half + 8, 0], [-half - 8, 0]]
          : [[0, 32], [0, -34], [half + 24, 0], [-half - 24, 0]]; // beside the pin that covers it
        const spot = places.map(([dx, dy]) => [x - half + dx, y - 10 + dy, x + half + dx, y + 10 + dy]).find(free);
        if (!spot) continue;
        written.push(spot);
        if (kind === "town" && !covered) {
          written.push(dot);
          L.marker(at, { interactive: false, keyboard: false, pane: "shadowPane", icon: L.divIcon({ className: "town-dot", iconSize: [7, 7] }) }).addTo(layer);
        }
        const where = map.containerPointToLatLng([(spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2]);
        L.marker(where, { interactive: false, keyboard: false, pane: "shadowPane", icon: L.divIcon({ html: escape(name), className: `${kind}-name${large ? " large" : ""}`, iconSize: [2 * half, 20] }) }).addTo(layer);
      }
    };
    map.on("moveend zoomend resize", write);
    write();
  };

  const ground = (map, { features, towns }, obstacles = () => []) => {
    if (features.length) outlines(map, features);
    const known = towns.map(([name, ...at], rank) => ({ name, at, kind: "town", large: rank < LARGEST }));
    names(map, [
      ...known.slice(0, LARGEST),
      ...features.map((one) => ({ name: one.properties.name, at: L.geoJSON(one).getBounds().getCenter(), kind: "area" })),
      ...known.slice(LARGEST),
    ], obstacles);
  };

  // -- The map of the guide
  const part = document.querySelector("[data-map]");
  const found = part?.closest(".guide-found");
  const popup = (key, name, town, rough) => {
    const node = document.createElement("p");
    const link = document.createElement("a");
    link.href = part.dataset.place.replace("/0/", `/${key}/`);
    link.textContent = name;
    node.append(link, document.createElement("br"), rough ? `${town} (position de la commune)` : town);
    return node;
  };

  const view = (map, known, shapes, from) => {
    if (from) {
      const away = ([, latitude, longitude]) => map.distance(from, [latitude, longitude]);
      const near = [...known].sort((one, other) => away(one) - away(other)).slice(0, 6);
      map.fitBounds(L.latLngBounds([from, ...near.map(([, ...at]) => at.slice(0, 2))]).pad(0.05), { maxZoom: 13, paddingTopLeft: [60, 40], paddingBottomRight: [30, 30] });
    } else if (part.dataset.whole && boundsOf(shapes).isValid()) map.fitBounds(boundsOf(shapes), { paddingTopLeft: [50, 20], paddingBottomRight: [20, 20] });
    else if (known.length) map.fitBounds(L.latLngBounds(known.map(([, ...at]) => at.slice(0, 2))).pad(0.1), { maxZoom: 13 });
    else if (boundsOf(shapes).isValid()) map.fitBounds(boundsOf(shapes));
    else map.setView([46.6, 2.4], 5);
  };

  const said = (known, total) => {
    const rough = known.filter((one) => one[5]).length;
    const lines = [known.length === total && total > 1 ? `Les ${total} lieux de la liste sont sur la carte`
      : known.length === total && total ? "Le lieu de la liste est sur la carte"
      : known.length ? `${known.length} des ${total} lieux de la liste ${known.length > 1 ? "sont" : "est"} sur la carte` : "Aucun lieu à montrer sur la carte"];
    if (rough) lines.push(`dont ${rough} au centre de ${rough > 1 ? "leur" : "sa"} commune, faute de position exacte`);
    return `${lines.join(", ")}.`;
  };

  const draw = async (box, status) => {
    const { points, contours, lat, lon, total } = part.dataset;
    const [shapes, { points: known }] = await Promise.all([fetched(contours), fetched(points)]);
    const map = opened(box, part.dataset);
    const clusters = L.markerClusterGroup({
      showCoverageOnHover: false,
      animate: false,
      maxClusterRadius: 50,
      iconCreateFunction: (group) => icon(
        `<span class="cluster"><span class="said">Groupe de </span>${group.getChildCount()}<span class="said"> lieux, agrandir</span></span>`, 44),
    });
    for (const [key, latitude, longitude, name, town, rough] of known) {
      const marker = L.marker([latitude, longitude], {
        icon: icon(`<span class="spot${rough ? " rough" : ""}"></span><span class="said">${escape(name)}, ${escape(town)}${rough ? ", position de la commune" : ""}</span>`, 44), title: name,
      });
      marker.bindPopup(() => popup(key, name, town, rough), { closeButton: true });
      clusters.addLayer(marker);
    }
    view(map, known, shapes, lat ? [Number(lat), Number(lon)] : null);
    map.addLayer(clusters);
    const shownAt = () => [...new Set(clusters.getLayers().map((one) => clusters.getVisibleParent(one)).filter(Boolean))].map((one) => one.getLatLng());
    ground(map, shapes, shownAt);
    status.textContent = said(known, Number(total));
    box.dataset.drawn = "yes";
  };

  if (part) {
    const box = document.getElementById("carte");
    const status = part.querySelector("[data-map-said]");
    const links = [...found.querySelectorAll("[data-view-link]")];
    const wide = window.matchMedia("(min-width: 60.01rem)");
    let made = false;
    const show = (chosen) => {
      found.dataset.view = chosen;
      for (const link of links) {
        if (link.dataset.viewLink === chosen) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      part.hidden = !wide.matches && chosen !== "carte";
      if (part.hidden || made) return;
      made = true;
      draw(box, status).catch(() => {
        status.textContent = "La carte ne s’affiche pas pour l’instant. Tous les lieux sont dans la liste.";
      });
    };
    for (const link of links) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        history.replaceState(null, "", link.href);
        const field = document.querySelector(".guide-search").elements.vue;
        if (field) field.disabled = link.dataset.viewLink !== "carte";
        show(link.dataset.viewLink);
      });
    }
    found.querySelector("[data-views]").hidden = false;
    wide.addEventListener("change", () => show(found.dataset.view));
    show(found.dataset.view);
  }

  // -- The position of one place, in a form: a click or a drag writes the two numbers, typed numbers move the point
  const picker = document.querySelector("[data-point]");
  if (picker) {
    const field = document.getElementById(picker.dataset.field);
    const commune = document.getElementById(picker.dataset.commune);
    const box = picker.querySelector(".map");
    const status = picker.querySelector("[data-point-said]");
    const plain = (text) => text.normalize("NFD").replace(/[^a-z]+/gi, " ").trim().toLowerCase();
    const typed = () => {
      const match = field.value.trim().match(/^(-?\d+(?:[.,]\d+)?)\s*[,;\s]\s*(-?\d+(?:[.,]\d+)?)$/);
      return match ? L.latLng(match.slice(1).map((one) => Number(one.replace(",", ".")))) : null;
    };
    const fold = () => {
      const numbers = field.closest(".field");
      const details = document.createElement("details");
      const summary = document.createElement("summary");
      summary.textContent = "Écrire les deux nombres";
      details.open = numbers.classList.contains("wrong");
      numbers.before(picker, details);
      details.append(summary, numbers);
    };
    const start = async () => {
      const shapes = await fetched(picker.dataset.contours);
      fold();
      picker.hidden = false;
      const map = opened(box, picker.dataset);
      const town = () => shapes.towns.find(([name]) => name && plain(commune.value) === plain(name))?.slice(1);
      const marker = L.marker([0, 0], { draggable: true, autoPan: true, title: "Position du lieu", icon: icon('<span class="spot"></span><span class="said">Position du lieu</span>', 44) });
      const put = (at) => {
        field.value = at ? `${at.lat.toFixed(5)}, ${at.lng.toFixed(5)}` : "";
        place();
      };
      const place = () => {
        const at = typed();
        if (at) marker.setLatLng(at).addTo(map);
        else marker.remove();
        status.textContent = at ? `Position choisie : ${field.value}.`
          : "Aucune position exacte : le lieu se montre au centre de sa commune, et le guide le dit.";
      };
      const look = () => {
        if (typed()) map.setView(typed(), picker.dataset.tiles ? 15 : 12);
        else if (town()) map.setView(town(), picker.dataset.tiles ? 14 : 12);
        else if (boundsOf(shapes).isValid()) map.fitBounds(boundsOf(shapes));
        else map.setView([46.6, 2.4], 5);
      };
      look();
      ground(map, shapes, () => (typed() ? [typed()] : []));
      map.on("click", (event) => put(event.latlng));
      marker.on("dragend", () => put(marker.getLatLng()));
      field.addEventListener("change", () => { place(); look(); });
      commune.addEventListener("change", look);
      picker.querySelector("[data-point-middle]").addEventListener("click", () => put(map.getCenter()));
      picker.querySelector("[data-point-none]").addEventListener("click", () => put(null));
      place();
      box.dataset.drawn = "yes";
    };
    start().catch(() => { picker.hidden = true; });
  }
})();
