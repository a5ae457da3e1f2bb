// What Assay needs of a browser, and what to do where it is missing.

export interface Missing {
  what: string;
  remedy: string;
}

/** Smallest modules that use a feature; validate() says whether the engine knows it. */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
const EXCEPTIONS = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11];

function knows(bytes: readonly number[]): boolean {
  try {
    return WebAssembly.validate(new Uint8Array(bytes));
  } catch {
    return false;
  }
}

function hasWebGl2(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

const NEWER = 'Update the browser: Chrome or Edge 95, Firefox 100, Safari 16.4 or newer.';

export function missingFeatures(): Missing[] {
  const missing: Missing[] = [];
  if (typeof WebAssembly !== 'object') {
    return [{ what: 'WebAssembly', remedy: `${NEWER} If the browser is new, something turned WebAssembly off (lockdown mode, a policy of your organisation).` }];
  }
  if (!knows(SIMD)) missing.push({ what: 'WebAssembly SIMD', remedy: NEWER });
  if (!knows(EXCEPTIONS)) missing.push({ what: 'WebAssembly exceptions', remedy: NEWER });
  if (!hasWebGl2()) missing.push({ what: 'WebGL 2', remedy: 'Turn on hardware acceleration in the browser’s settings, or use another browser.' });
  return missing;
}
