// When frames are drawn: after events, messages and wakes, and as long as the core asks for more. Otherwise nothing
// runs.

export interface LoopParts {
  frame(): number;
  drain(): void;
  failed(error: unknown): void;
  hidden(): boolean;
  requestFrame(callback: () => void): void;
  delay(callback: () => void, ms: number): unknown;
  cancelDelay(handle: unknown): void;
}

/** How often a page that is not shown goes on with its work. */
export const HIDDEN_INTERVAL_MS = 100;

export class Loop {
  private asked = false;
  private draining = false;
  private timer: unknown = null;
  private dead = false;
  frames = 0;

  constructor(private readonly parts: LoopParts) {}

  /** Messages may wait and a frame is wanted. Any time, also from inside of the core. */
  wake(): void {
    if (this.dead) return;
    this.ask();
    if (this.draining) return;
    this.draining = true;
    queueMicrotask(() => {
      this.draining = false;
      this.guard(() => this.parts.drain());
    });
  }

  /** A frame is wanted. */
  ask(): void {
    if (this.dead || this.asked) return;
    this.asked = true;
    if (this.timer !== null) this.parts.cancelDelay(this.timer);
    this.timer = null;
    if (this.parts.hidden()) this.timer = this.parts.delay(() => this.run(), HIDDEN_INTERVAL_MS);
    else this.parts.requestFrame(() => this.run());
  }

  /** The page was shown or hidden: a frame that was asked for in the other way may never come. */
  visibilityChanged(): void {
    this.asked = false;
    this.ask();
  }

  stop(): void {
    this.dead = true;
  }

  private run(): void {
    if (this.dead || !this.asked) return;
    this.asked = false;
    this.frames++;
    this.guard(() => {
      const wait = this.parts.frame();
      this.parts.drain();
      if (wait === 0) this.ask();
      else if (wait > 0 && !this.asked) this.timer = this.parts.delay(() => this.later(), wait);
    });
  }

  private later(): void {
    this.timer = null;
    this.ask();
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.dead = true;
      this.parts.failed(error);
    }
  }
}
