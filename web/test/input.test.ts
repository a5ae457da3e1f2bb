import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose } from '../src/boot/isolation.ts';
import { isForeign } from '../src/host/foreign.ts';
import { Loop } from '../src/host/loop.ts';
import { samplesOf } from '../src/host/samples.ts';
import { Gestures, LONG_PRESS_MS, type Finger } from '../src/input/gestures.ts';
import { belongsToBrowser } from '../src/input/keyboard.ts';
import { wheelPixels } from '../src/input/pointer.ts';

class Hand {
  readonly seen: string[] = [];
  private timer: (() => void) | null = null;
  readonly gestures = new Gestures({
    gesture: (kind, x, y) => this.seen.push(`${kind} ${x},${y}`),
    scroll: (x, y, dx, dy, zoom) => this.seen.push(`${zoom ? 'zoom' : 'scroll'} ${x},${y} ${Math.round(dx)},${Math.round(dy)}`),
    setTimer: (callback, ms) => {
      assert.equal(ms, LONG_PRESS_MS);
      this.timer = callback;
      return 1;
    },
    clearTimer: () => {
      this.timer = null;
    },
  });
  wait(): void {
    this.timer?.();
  }
}
const at = (x: number, y: number, id = 0): Finger => ({ id, x, y });

test('a tap clicks, two quick ones double-click, slow or distant ones do not', () => {
  const hand = new Hand();
  const tap = (x: number, time: number): void => {
    hand.gestures.down([at(x, 5)]);
    hand.gestures.move([at(x + 3, 5)]);
    hand.gestures.up([], time);
  };
  tap(10, 0);
  tap(11, 200);
  tap(11, 300);
  tap(100, 350);
  tap(100, 900);
  assert.deepEqual(hand.seen, ['tap 10,5', 'double_tap 11,5', 'tap 11,5', 'tap 100,5', 'tap 100,5']);
});

test('a pan scrolls by what the finger moved, and does not click', () => {
  const hand = new Hand();
  hand.gestures.down([at(50, 100)]);
  hand.gestures.move([at(50, 80)]);
  hand.gestures.move([at(45, 60)]);
  hand.gestures.up([], 100);
  assert.deepEqual(hand.seen, ['scroll 50,100 0,20', 'scroll 50,100 5,20']);
});

test('a long press opens the menu; moved afterwards it drags', () => {
  const hand = new Hand();
  hand.gestures.down([at(5, 5)]);
  hand.wait();
  hand.gestures.up([], 900);
  hand.gestures.down([at(5, 5)]);
  hand.wait();
  hand.gestures.move([at(40, 5)]);
  hand.gestures.move([at(60, 5)]);
  hand.gestures.up([], 1900);
  assert.deepEqual(hand.seen, ['long_press 5,5', 'drag_begin 5,5', 'drag_move 40,5', 'drag_move 60,5', 'drag_end 60,5']);
});

test('a pinch zooms at its middle and scrolls with it; lifting one finger does nothing', () => {
  const hand = new Hand();
  hand.gestures.down([at(0, 0)]);
  hand.gestures.down([at(0, 0), at(100, 0, 1)]);
  hand.gestures.move([at(0, 0), at(120, 0, 1)]);
  hand.gestures.up([at(0, 0)], 10);
  hand.gestures.move([at(50, 50)]);
  hand.gestures.up([], 20);
  assert.deepEqual(hand.seen, ['zoom 60,0 0,-100', 'scroll 60,0 -10,0']);
});

test('a drag that is cancelled ends', () => {
  const hand = new Hand();
  hand.gestures.down([at(5, 5)]);
  hand.wait();
  hand.gestures.move([at(40, 5)]);
  hand.gestures.cancel();
  assert.equal(hand.seen.at(-1), 'drag_end 40,5');
});

test('wheel: lines and pages become pixels, shift turns it sideways', () => {
  const wheel = (deltaX: number, deltaY: number, deltaMode = 0, shiftKey = false): [number, number] => wheelPixels({ deltaX, deltaY, deltaMode, shiftKey }, 800);
  assert.deepEqual(wheel(1, 100), [1, 100]);
  assert.deepEqual(wheel(0, 3, 1), [0, 120]);
  assert.deepEqual(wheel(0, 1, 2), [0, 800]);
  assert.deepEqual(wheel(0, 100, 0, true), [100, 0]);
  assert.deepEqual(wheel(100, 0, 0, true), [100, 0]);
});

test('keys: what the browser keeps and what the app gets', () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}): boolean =>
    belongsToBrowser({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, keyCode: 0, ...more });
  for (const key of ['a', 'Enter', 'Tab', 'ArrowLeft', 'F2', 'Backspace']) assert.equal(press(key), false, key);
  for (const key of ['k', 'c', 'x', 'a', 'z', 'f']) assert.equal(press(key, { ctrlKey: true }), false, `ctrl ${key}`);
  for (const key of ['v', 'r', 't', 'w', '+', '0']) assert.equal(press(key, { ctrlKey: true }), true, `ctrl ${key}`);
  assert.equal(press('v', { metaKey: true }), true);
  assert.equal(press('Z', { ctrlKey: true, shiftKey: true }), false);
  assert.equal(press('F5'), true);
  assert.equal(press('ArrowLeft', { altKey: true }), true);
  assert.equal(press('a', { isComposing: true }), true);
  assert.equal(press('Unidentified', { keyCode: 229 }), true);
});

test('which build is started', () => {
  const given = { isolated: false, forcedOff: false, canServe: true, tried: false };
  assert.equal(choose(given), 'reload');
  assert.equal(choose({ ...given, tried: true }), 'nothreads');
  assert.equal(choose({ ...given, canServe: false }), 'nothreads');
  assert.equal(choose({ ...given, isolated: true, tried: true }), 'threads');
  assert.equal(choose({ ...given, isolated: true, forcedOff: true }), 'nothreads');
});

test('foreign addresses', () => {
  const origin = 'http://localhost:8080';
  for (const address of ['assets/x.js', 'http://localhost:8080/a', 'blob:http://localhost:8080/1', 'data:,x', 'ws://localhost:8080/', 'inline', 'eval', '']) {
    assert.equal(isForeign(address, origin), false, address);
  }
  for (const address of ['http://localhost:8081/', 'https://localhost:8080/', 'https://example.org/x', '//example.org/x', 'wss://example.org']) {
    assert.equal(isForeign(address, origin), true, address);
  }
});

test('the list of samples in the core’s words', () => {
  const base = { id: 'a', title: 'A', description: 'd', rows: 3, columns: 2, target: null, source: 's', licence: 'CC0', models: [{ file: 'm.onnx' }] };
  const [file, generated] = samplesOf({ samples: [{ ...base, csv: 'a.csv', generated: null }, { ...base, csv: null, generated: { rows: 1000 }, models: [] }] });
  assert.deepEqual(file, { id: 'a', title: 'A', description: 'd', file: 'a.csv', rows: 3, columns: 2, models: ['m.onnx'], target: '', source: 's; CC0' });
  assert.equal(generated?.file, '');
  assert.equal(generated?.rows, 1000);
});

class FakeClock {
  frames: (() => void)[] = [];
  timers: { callback: () => void; ms: number }[] = [];
  wait = -1;
  drawn = 0;
  drained = 0;
  hidden = false;
  failure: unknown = null;
  readonly loop = new Loop({
    frame: () => {
      this.drawn++;
      return this.wait;
    },
    drain: () => this.drained++,
    failed: (error) => {
      this.failure = error;
    },
    hidden: () => this.hidden,
    requestFrame: (callback) => this.frames.push(callback),
    delay: (callback, ms) => {
      const timer = { callback, ms };
      this.timers.push(timer);
      return timer;
    },
    cancelDelay: (handle) => {
      this.timers = this.timers.filter((timer) => timer !== handle);
    },
  });
  show(): void {
    const frames = this.frames;
    this.frames = [];
    for (const frame of frames) frame();
  }
}

test('frames: one for many wakes, more while asked for, none when idle', async () => {
  const clock = new FakeClock();
  clock.loop.wake();
  clock.loop.wake();
  clock.loop.ask();
  await Promise.resolve();
  assert.equal(clock.drained, 1);
  assert.equal(clock.frames.length, 1);
  clock.wait = 0;
  clock.show();
  assert.equal(clock.frames.length, 1);
  clock.wait = 100;
  clock.show();
  assert.equal(clock.frames.length, 0);
  assert.deepEqual(clock.timers.map((timer) => timer.ms), [100]);
  clock.loop.ask();
  assert.equal(clock.timers.length, 0, 'an earlier frame replaces the later one');
  clock.wait = -1;
  clock.show();
  assert.equal(clock.drawn, 3);
  assert.deepEqual([clock.frames.length, clock.timers.length], [0, 0]);
});

test('a hidden page goes on by timer, and a frame asked for in the other way is asked for again', () => {
  const clock = new FakeClock();
  clock.hidden = true;
  clock.loop.ask();
  assert.equal(clock.frames.length, 0);
  assert.equal(clock.timers.length, 1);
  clock.hidden = false;
  clock.loop.visibilityChanged();
  assert.deepEqual([clock.frames.length, clock.timers.length], [1, 0]);
});

test('a failure stops the loop for good', () => {
  const clock = new FakeClock();
  const failing = new Error('trap');
  clock.loop.ask();
  Object.defineProperty(clock, 'wait', { get: () => { throw failing; } });
  clock.show();
  assert.equal(clock.failure, failing);
  clock.loop.wake();
  assert.equal(clock.frames.length, 0);
});
