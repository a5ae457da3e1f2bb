// The service worker: adds the headers for cross-origin isolation and the Content-Security-Policy on hosts that send
// none, and keeps the app for offline use and repeat visits. Everything stays within this origin.

interface Precache {
  version: string;
  files: string[];      // relative to the scope: what the first frame needs, and the samples
  immutable: string[];  // prefixes of addresses whose content never changes
}

interface Lifetime extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lifetime {
  request: Request;
  respondWith(response: Promise<Response>): void;
}
const worker = self as unknown as {
  ASSAY_PRECACHE?: Precache;
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: Lifetime) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
};

// web/build/finish.mjs writes this in front of the built script.
const precache: Precache = worker.ASSAY_PRECACHE ?? { version: 'development', files: [], immutable: [] };
const CACHE = `assay-${precache.version}`;
const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' blob: data:; style-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

function withHeaders(response: Response): Response {
  if (response.type === 'opaque' || response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', CSP);
  const empty = response.status === 204 || response.status === 205 || response.status === 304;
  return new Response(empty ? null : response.body, { status: response.status, statusText: response.statusText, headers });
}

const pathOf = (url: URL): string => url.href.slice(worker.registration.scope.length).replace(/[?#].*$/, '');
const isImmutable = (url: URL): boolean => precache.immutable.some((prefix) => pathOf(url).startsWith(prefix));

async function remember(request: Request | string, response: Response): Promise<void> {
  if (response.status === 200) await (await caches.open(CACHE)).put(request, response);
}

/** What never changes: from the cache, else fetched and kept. */
async function cacheFirst(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  await remember(request, response.clone());
  return response;
}

/** What may change: fresh when online, else what was kept. */
async function networkFirst(request: Request): Promise<Response> {
  const page = request.mode === 'navigate';
  try {
    // A request of a navigation takes no options: its address is fetched.
    const response = await (page ? fetch(request.url, { cache: 'no-cache' }) : fetch(request));
    const key = page ? worker.registration.scope : request;
    await remember(key as Request, response.clone());
    return response;
  } catch (error) {
    const kept = await caches.match(page ? worker.registration.scope : request, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

worker.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    // One by one, so that one that fails does not lose the others; it is fetched again when it is needed.
    await Promise.all(precache.files.map((file) => cache.add(new URL(file, worker.registration.scope).href).catch(() => undefined)));
    await worker.skipWaiting();
  })());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    await worker.clients.claim();
    // The version before is kept: a tab of it may still be open.
    const names = (await caches.keys()).filter((name) => name.startsWith('assay-') && name !== CACHE);
    await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  })());
});

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || !url.href.startsWith(worker.registration.scope)) return;
  event.respondWith((isImmutable(url) ? cacheFirst(event.request) : networkFirst(event.request)).then(withHeaders));
});
