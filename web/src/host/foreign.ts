// Counts requests to any other origin, those included that the Content-Security-Policy stopped. The app shows it.

/** Whether an address is of another origin. What never leaves the page (blob:, data:) is not. */
export function isForeign(address: string, origin: string): boolean {
  try {
    const url = new URL(address, origin);
    return /^(https?|wss?|ftp):$/.test(url.protocol) && url.origin.replace(/^ws/, 'http') !== origin;
  } catch {
    return false;
  }
}

export function countForeign(changed: (count: number) => void): (more: number) => void {
  let count = 0;
  const add = (more: number): void => {
    if (more === 0) return;
    count += more;
    changed(count);
  };
  new PerformanceObserver((list) => {
    add(list.getEntries().filter((entry) => isForeign(entry.name, location.origin)).length);
  }).observe({ type: 'resource', buffered: true });
  document.addEventListener('securitypolicyviolation', (event) => {
    if (isForeign(event.blockedURI, location.origin)) add(1);
  });
  return add;
}
