// Paste and copy through the DOM's own events: SDL's clipboard does not reach the browser's.
import type { ToCore } from '../generated/messages.ts';
import { offerPasted } from '../files/intake.ts';
import type { Transfers } from '../files/transfers.ts';

export function listenForPaste(transfers: Transfers, send: (message: ToCore) => void, ours: (target: EventTarget | null) => boolean): void {
  window.addEventListener('paste', (event) => {
    if (!event.clipboardData || !ours(event.target)) return;
    event.preventDefault();
    // Spreadsheets put a picture beside the text: the text is what is meant.
    const text = event.clipboardData.getData('text/plain');
    if (text !== '') send({ type: 'paste_text', text });
    else offerPasted(event.clipboardData, transfers);
  });
}

/** Copies; resolves to why it could not be done, or null. */
export async function copyText(text: string): Promise<string | null> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return null;
    }
  } catch {
    // The page is not focused or not allowed: the old way may still do it.
  }
  return copyBySelection(text) ? null : 'the browser did not allow it; click the page, then copy again';
}

function copyBySelection(text: string): boolean {
  const listen = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', listen, { capture: true });
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    document.removeEventListener('copy', listen, { capture: true });
  }
}
