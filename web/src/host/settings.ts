// Small settings kept between visits. A browser may refuse to keep anything.
import type { KeyValue } from '../generated/messages.ts';

const PREFIX = 'assay.';

export function storedSettings(): KeyValue[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => ({ key: key.slice(PREFIX.length), value: localStorage.getItem(key) ?? '' }));
  } catch {
    return [];
  }
}

/** Why it could not be kept, or null. */
export function store(key: string, value: string): string | null {
  try {
    localStorage.setItem(PREFIX + key, value);
    return null;
  } catch (error) {
    return String(error);
  }
}
