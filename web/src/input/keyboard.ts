// The hidden text input: SDL gets key presses from it, and typed or composed text goes to the core as text, so that
// IMEs, dead keys and on-screen keyboards work. It sits at the caret, where an IME opens its window.
import type { Caret, ToCore } from '../generated/messages.ts';

/** One character always stands in the input, so that an on-screen keyboard has something to delete. */
export const SENTINEL = '\u200b';

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing' | 'keyCode'>;

/** Key presses that the browser is to handle, which SDL would stop: paste, reload, zoom, tabs, developer tools. */
export function belongsToBrowser(event: KeyPress): boolean {
  if (event.isComposing || event.keyCode === 229) return true;
  const key = event.key.toLowerCase();
  if (/^f(5|6|11|12)$/.test(key)) return true;
  if (event.altKey) return (key === 'arrowleft' || key === 'arrowright') && !event.ctrlKey;
  if (!(event.ctrlKey || event.metaKey)) return false;
  if (event.shiftKey) return ['i', 'j', 'n', 'r', 't', 'v'].includes(key);
  return ['v', 'r', 'l', 't', 'w', 'n', 'p', 'j', '+', '-', '=', '0', 'tab'].includes(key);
}

export class Keyboard {
  private composing = false;

  constructor(private readonly input: HTMLTextAreaElement, private readonly send: (message: ToCore) => void) {
    input.value = SENTINEL;
    input.addEventListener('compositionstart', () => {
      this.composing = true;
    });
    input.addEventListener('compositionend', () => {
      this.composing = false;
      this.take();
    });
    input.addEventListener('input', (event) => {
      if (!this.composing && !(event as InputEvent).isComposing) this.take();
    });
    // SDL would make text of key presses, without dead keys and IMEs.
    input.addEventListener('keypress', (event) => event.stopImmediatePropagation(), { capture: true });
    for (const name of ['keydown', 'keyup'] as const) {
      window.addEventListener(name, (event) => {
        if (event.target === input && belongsToBrowser(event)) event.stopImmediatePropagation();
      }, { capture: true });
    }
  }

  focus(): void {
    if (document.activeElement !== this.input) this.input.focus({ preventScroll: true });
  }

  /** inMirror: an assistive tool holds the focus in the mirror; it stays there. */
  showCaret(caret: Caret, touch: boolean, inMirror: boolean): void {
    this.input.style.left = `${caret.active ? caret.x : 0}px`;
    this.input.style.top = `${caret.active ? caret.y : 0}px`;
    this.input.style.height = `${caret.active ? Math.max(1, caret.height) : 1}px`;
    const mode = caret.active || !touch ? 'text' : 'none';
    if (this.input.inputMode !== mode) {
      this.input.inputMode = mode;
      if (touch) this.input.blur();  // an on-screen keyboard follows a change of the mode only at the next focus
    }
    if (!inMirror && (caret.active || !touch)) this.focus();
  }

  /** A key press as if it came from a keyboard; SDL hears it. */
  press(key: string, init: KeyboardEventInit = {}): void {
    for (const type of ['keydown', 'keyup']) {
      this.input.dispatchEvent(new KeyboardEvent(type, { key, code: key, bubbles: true, cancelable: true, ...init }));
    }
  }

  private take(): void {
    const value = this.input.value;
    this.input.value = SENTINEL;
    this.input.setSelectionRange(1, 1);
    if (value === '') return this.press('Backspace', { keyCode: 8, which: 8 } as KeyboardEventInit);
    const text = value.replaceAll(SENTINEL, '').replaceAll(/[\r\n]/g, '');
    if (text !== '') this.send({ type: 'text_input', text });
  }
}
