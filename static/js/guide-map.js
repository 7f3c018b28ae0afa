/* The guide with JavaScript: "around me", and the map beside the list. The page is whole without either. */
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

  // -- The map
  const part = document.querySelector("[data-map]");
  if (!part || typeof L === "undefined") return;
  const { points, contours, place, tiles, credit, lat, lon } = part.dataset;
  const box = document.getElementById("carte");
  const button = part.querySelector("[data-map-open]");
  const said = part.querySelector("[data-map-said]");
  let made = false;

  const escape = (text) => {
    const node = document.createElement("span");
    node.textContent = text;
    return node.innerHTML;
  };
  const icon = (html, size) => L.divIcon({ html, className: "", iconSize: [size, size], popupAnchor: [0, -12] });
  const popup = (key, name, town) => {
    const node = document.createElement("p");
    const link = document.createElement("a");
    link.href = place.replace("/0/", `/${key}/`);
    link.textContent = name;
    node.append(link, document.createElement("br"), town);
    return node;
  };
  const fetched = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  const ground = async (map) => {
    if (tiles) {
      L.tileLayer(tiles, { attribution: escape(credit), maxZoom: 19 }).addTo(map);
      return;
    }
    const shapes = await fetched(contours);
    if (!shapes.features.length) return;
    const layer = L.geoJSON(shapes, { interactive: false, style: { className: "contour" } }).addTo(map);
    layer.bringToBack();
  };

  const draw = async () => {
    made = true;
    const map = L.map(box, {
      attributionControl: Boolean(tiles && credit), scrollWheelZoom: false, zoomControl: false, maxZoom: 18,
    });
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" }).addTo(map);
    const clusters = L.markerClusterGroup({
      showCoverageOnHover: false,
      animate: false,
      iconCreateFunction: (group) => icon(
        `<span class="cluster"><span class="said">Groupe de </span>${group.getChildCount()}<span class="said"> lieux, agrandir</span></span>`, 44),
    });
    const known = (await fetched(points)).points;
    for (const [key, latitude, longitude, name, town] of known) {
      const marker = L.marker([latitude, longitude], {
        icon: icon(`<span class="spot"></span><span class="said">${escape(name)}, ${escape(town)}</span>`, 44), title: name,
      });
      marker.bindPopup(() => popup(key, name, town), { closeButton: true });
      clusters.addLayer(marker);
    }
    if (lat) map.setView([Number(lat), Number(lon)], 12);
    else if (known.length) map.fitBounds(clusters.getBounds().pad(0.1), { maxZoom: 14 });
    else map.setView([46.6, 2.4], 5);
    map.addLayer(clusters);
    const count = known.length;
    said.textContent = count ? `${count > 1 ? `Les ${count} lieux de la liste sont` : "Le lieu de la liste est"} sur la carte.` : "Aucun lieu à montrer sur la carte.";
    said.hidden = false;
    await ground(map);
    box.dataset.drawn = "yes";
  };

  const show = (open) => {
    box.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.querySelector("span").textContent = open ? "Cacher la carte" : "Voir la carte";
    if (open && !made) {
      draw().catch(() => {
        said.textContent = "La carte ne s’affiche pas pour l’instant. Tous les lieux sont dans la liste.";
        said.hidden = false;
      });
    }
  };

  part.hidden = false;
  button.addEventListener("click", () => show(box.hidden));
  const wide = window.matchMedia("(min-width: 60.01rem)");
  show(wide.matches);
  wide.addEventListener("change", () => { if (wide.matches) show(true); });
})();
