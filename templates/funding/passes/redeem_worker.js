/* Opens the page where a place uses passes when there is no connection: that page and what it is made of, nothing else. */
const config = {{ config|safe }};
const PREFIX = `liant-pass-${config.network}-`;
const CACHE = `${PREFIX}@version@`;
const PATIENCE = 5000; // milliseconds that a slow connection is waited for where a copy is at hand

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));

const isPage = (url) => url.pathname === config.page;
const isPiece = (url) => config.pieces.some((start) => url.pathname.startsWith(start));

async function keep(request, answer) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return;
  await (await caches.open(CACHE)).put(request, answer.clone());
}

// The newest first; a copy where there is no connection, or one that is too slow.
async function newest(request, kept) {
  const copy = await caches.match(kept, { cacheName: CACHE, ignoreVary: true });
  const fetched = fetch(request).then(async (answer) => {
    // A page that was filled in with a code is not the page that is kept.
    if (typeof kept !== "string" || !new URL(request.url).search) await keep(kept, answer);
    return answer;
  });
  if (!copy) return fetched;
  const waited = new Promise((resolve) => setTimeout(resolve, PATIENCE, copy));
  return Promise.race([fetched, waited]).catch(() => copy);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && isPage(url)) event.respondWith(newest(request, config.page));
  else if (request.mode !== "navigate" && isPiece(url)) event.respondWith(newest(request, request));
});

// What the page was made of before this worker watched it.
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(Promise.allSettled(event.data.keep.map(async (address) => {
    const url = new URL(address, self.location.origin);
    if (url.origin !== self.location.origin || !(isPiece(url) || (isPage(url) && !url.search))) return;
    const kept = isPage(url) ? config.page : address;
    await keep(kept, await fetch(kept, { credentials: "same-origin" }));
  })));
});
