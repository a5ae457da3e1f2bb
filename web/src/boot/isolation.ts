// Cross-origin isolation, which threads need. Where the server does not send the headers, a service worker adds them;
// that takes one reload.

const TRIED = 'assay.isolation.tried';

export type Choice = 'threads' | 'nothreads' | 'reload';

export interface Isolation {
  isolated: boolean;
  forcedOff: boolean;         // ?threads=0
  canServe: boolean;          // service workers can be had
  tried: boolean;             // a reload was tried already
}

export function choose({ isolated, forcedOff, canServe, tried }: Isolation): Choice {
  if (forcedOff) return 'nothreads';
  if (isolated) return 'threads';
  return canServe && !tried ? 'reload' : 'nothreads';
}

function remembered(): boolean {
  try {
    return sessionStorage.getItem(TRIED) === '1';
  } catch {
    return true;  // without storage a reload could go on for ever
  }
}

export function isolationNow(query: URLSearchParams): Isolation {
  return {
    isolated: globalThis.crossOriginIsolated === true,
    forcedOff: query.get('threads') === '0',
    canServe: isSecureContext && 'serviceWorker' in navigator,
    tried: remembered(),
  };
}

export async function registerServiceWorker(): Promise<void> {
  await navigator.serviceWorker.register(new URL('sw.js', document.baseURI), { scope: './', updateViaCache: 'none' });
  await navigator.serviceWorker.ready;
}

/** Register, then reload once under the service worker's headers. False when that cannot be. */
export async function reloadIsolated(): Promise<boolean> {
  try {
    sessionStorage.setItem(TRIED, '1');
    await registerServiceWorker();
  } catch {
    return false;
  }
  location.reload();
  return true;
}

export function isolationWorked(): void {
  try {
    sessionStorage.removeItem(TRIED);
  } catch {
    // nothing to forget
  }
}
