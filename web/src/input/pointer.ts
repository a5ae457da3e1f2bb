// Wheel and touch on the canvas. SDL must not see either: its wheel has other proportions in every browser, and its
// touch knows no gestures.
import type { ToCore } from '../generated/messages.ts';
import { Gestures, type Finger } from './gestures.ts';

const LINE_PX = 40;

/** Pixels that a wheel event moves by. */
export function wheelPixels(event: Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode' | 'shiftKey'>, pagePx: number): [number, number] {
  const unit = event.deltaMode === 1 ? LINE_PX : event.deltaMode === 2 ? pagePx : 1;
  const dx = event.deltaX * unit;
  const dy = event.deltaY * unit;
  // Shift turns a wheel sideways; some browsers do it themselves.
  return event.shiftKey && dx === 0 ? [dy, 0] : [dx, dy];
}

export function listenForWheel(canvas: HTMLCanvasElement, send: (message: ToCore) => void): void {
  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const [dx, dy] = wheelPixels(event, canvas.clientHeight);
    send({ type: 'wheel', ...place(canvas, event), dx, dy, zoom: event.ctrlKey });
  }, { passive: false, capture: true });
}

function place(canvas: HTMLElement, at: { clientX: number; clientY: number }): { x: number; y: number } {
  const box = canvas.getBoundingClientRect();
  return { x: at.clientX - box.left, y: at.clientY - box.top };
}

export function listenForTouch(canvas: HTMLCanvasElement, send: (message: ToCore) => void, touched: () => void): void {
  const gestures = new Gestures({
    gesture: (kind, x, y) => send({ type: 'gesture', kind, x, y }),
    scroll: (x, y, dx, dy, zoom) => send({ type: 'wheel', x, y, dx, dy, zoom }),
    setTimer: (callback, ms) => setTimeout(callback, ms),
    clearTimer: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
  });
  const fingers = (event: TouchEvent): Finger[] =>
    [...event.touches].map((touch) => ({ id: touch.identifier, ...place(canvas, touch) }));
  const handle = (name: string, use: (event: TouchEvent) => void): void => {
    canvas.addEventListener(name, (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      use(event as TouchEvent);
    }, { passive: false, capture: true });
  };
  handle('touchstart', (event) => gestures.down(fingers(event)));
  handle('touchmove', (event) => gestures.move(fingers(event)));
  handle('touchend', (event) => {
    gestures.up(fingers(event), event.timeStamp);
    touched();
  });
  handle('touchcancel', () => gestures.cancel());
}
