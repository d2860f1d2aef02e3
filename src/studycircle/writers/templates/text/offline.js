// Reads this text to who asked for a copy of it and has no network: a service worker for this folder and nothing else.
// While there is a network, pages come from it.
const FILES = $FILES;
const COPY = `${registration.scope} $VERSION`;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(COPY).then((copy) => copy.addAll(FILES.map((name) => new Request(name, { cache: "no-cache" })))));
  skipWaiting();
});

// A newer copy takes the place of the one before.
addEventListener("activate", (event) => {
  const clear = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(`${registration.scope} `) && name !== COPY) await caches.delete(name);
    }
    await clients.claim();
  };
  event.waitUntil(clear());
});

addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || !event.request.url.startsWith(registration.scope)) return;
  const copied = () => caches.match(event.request, { ignoreSearch: true, cacheName: COPY });
  event.respondWith(fetch(event.request).catch(async (error) => (await copied()) ?? Promise.reject(error)));
});
