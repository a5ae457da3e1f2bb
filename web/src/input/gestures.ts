// Fingers to what the interface understands: a tap clicks, a pan scrolls, a pinch zooms, a long press opens the
// context menu, and a long press that then moves drags.
import type { GestureKind } from '../generated/messages.ts';

export interface Finger {
  id: number;
  x: number;
  y: number;
}

export interface GestureSink {
  gesture(kind: GestureKind, x: number, y: number): void;
  scroll(x: number, y: number, dx: number, dy: number, zoom: boolean): void;
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(handle: unknown): void;
}

export const LONG_PRESS_MS = 500;
export const DOUBLE_TAP_MS = 300;
export const SLOP_PX = 10;
/** Pixels of wheel that mean the same as a pinch by one zoom step. */
const ZOOM_STEP = Math.log(1.2);

type State = 'idle' | 'pressed' | 'panning' | 'held' | 'dragging' | 'pinching';

export class Gestures {
  private state: State = 'idle';
  private start: Finger = { id: 0, x: 0, y: 0 };
  private last: Finger = { id: 0, x: 0, y: 0 };
  private spread = 0;
  private timer: unknown = null;
  private lastTap = { time: -Infinity, x: 0, y: 0 };

  constructor(private readonly sink: GestureSink) {}

  down(fingers: readonly Finger[]): void {
    const first = fingers[0];
    if (!first) return;
    if (fingers.length >= 2) {
      this.stopTimer();
      if (this.state === 'dragging') this.sink.gesture('drag_end', this.last.x, this.last.y);
      this.state = 'pinching';
      this.spread = spreadOf(fingers);
      this.last = middleOf(fingers);
      return;
    }
    this.state = 'pressed';
    this.start = this.last = first;
    this.timer = this.sink.setTimer(() => this.held(), LONG_PRESS_MS);
  }

  move(fingers: readonly Finger[]): void {
    const first = fingers[0];
    if (!first) return;
    if (this.state === 'pinching') return this.pinch(fingers);
    const far = Math.hypot(first.x - this.start.x, first.y - this.start.y) > SLOP_PX;
    if (this.state === 'pressed' && far) {
      this.stopTimer();
      this.state = 'panning';
    } else if (this.state === 'held' && far) {
      this.state = 'dragging';
      this.sink.gesture('drag_begin', this.start.x, this.start.y);
    }
    if (this.state === 'panning') {
      this.sink.scroll(this.start.x, this.start.y, this.last.x - first.x, this.last.y - first.y, false);
    } else if (this.state === 'dragging') {
      this.sink.gesture('drag_move', first.x, first.y);
    }
    if (this.state !== 'pressed' && this.state !== 'held') this.last = first;
  }

  /** fingers: those that are still down. */
  up(fingers: readonly Finger[], time: number): void {
    if (fingers.length > 0) {
      // One of two was lifted: what is left neither taps nor pans on.
      if (this.state === 'pinching') this.last = middleOf(fingers);
      return;
    }
    this.stopTimer();
    const { x, y } = this.start;
    if (this.state === 'pressed') this.tapped(time);
    else if (this.state === 'held') this.sink.gesture('long_press', x, y);
    else if (this.state === 'dragging') this.sink.gesture('drag_end', this.last.x, this.last.y);
    this.state = 'idle';
  }

  cancel(): void {
    this.stopTimer();
    if (this.state === 'dragging') this.sink.gesture('drag_end', this.last.x, this.last.y);
    this.state = 'idle';
  }

  private tapped(time: number): void {
    const { x, y } = this.start;
    const near = Math.hypot(x - this.lastTap.x, y - this.lastTap.y) < 3 * SLOP_PX;
    const double = near && time - this.lastTap.time < DOUBLE_TAP_MS;
    this.sink.gesture(double ? 'double_tap' : 'tap', x, y);
    this.lastTap = { time: double ? -Infinity : time, x, y };
  }

  private held(): void {
    this.timer = null;
    if (this.state === 'pressed') this.state = 'held';
  }

  private pinch(fingers: readonly Finger[]): void {
    if (fingers.length < 2) return;
    const spread = spreadOf(fingers);
    const middle = middleOf(fingers);
    if (spread > 0 && this.spread > 0 && spread !== this.spread) {
      const steps = Math.log(spread / this.spread) / ZOOM_STEP;
      this.sink.scroll(middle.x, middle.y, 0, -100 * steps, true);
    }
    const [dx, dy] = [this.last.x - middle.x, this.last.y - middle.y];
    if (dx !== 0 || dy !== 0) this.sink.scroll(middle.x, middle.y, dx, dy, false);
    this.spread = spread;
    this.last = middle;
  }

  private stopTimer(): void {
    if (this.timer !== null) this.sink.clearTimer(this.timer);
    this.timer = null;
  }
}

function spreadOf(fingers: readonly Finger[]): number {
  const [a, b] = fingers;
  return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
}

function middleOf(fingers: readonly Finger[]): Finger {
  const count = Math.max(1, fingers.length);
  const sum = fingers.reduce((all, finger) => ({ x: all.x + finger.x, y: all.y + finger.y }), { x: 0, y: 0 });
  return { id: -1, x: sum.x / count, y: sum.y / count };
}
