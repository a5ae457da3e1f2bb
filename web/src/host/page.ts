// Page: the core and everything of the browser that it works with, put together.
import { Mirror } from '../access/mirror.ts';
import { Core } from '../bridge/core.ts';
import { fetchSample, FileDialog, listenForDrops } from '../files/intake.ts';
import { download, Saves } from '../files/saves.ts';
import { Transfers, type WorkerLike } from '../files/transfers.ts';
import type { PageTheme, ToCore, ToHost } from '../generated/messages.ts';
import { copyText, listenForPaste } from '../input/clipboard.ts';
import { Keyboard } from '../input/keyboard.ts';
import { listenForTouch, listenForWheel } from '../input/pointer.ts';
import { RuntimeClient, type RuntimeWorker } from '../runtime/client.ts';
import { countForeign } from './foreign.ts';
import { Address } from './location.ts';
import { Loop } from './loop.ts';
import { store } from './settings.ts';
import { watchViewport } from './viewport.ts';

export interface PageParts {
  core: Core;
  shared: boolean;     // the heap is shared memory
  ortBase: URL;
  samplesBase: URL;
  failed(error: unknown): void;
}

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

export class Page {
  private readonly canvas = byId<HTMLCanvasElement>('canvas');
  private readonly mirrorRoot = byId('mirror');
  private readonly loop: Loop;
  private readonly transfers: Transfers;
  private readonly saves: Saves;
  private readonly runtime: RuntimeClient;
  private readonly mirror: Mirror;
  private readonly keyboard: Keyboard;
  private readonly dialog: FileDialog;
  private readonly address: Address;
  private touch = matchMedia('(pointer: coarse)').matches;

  constructor(private readonly parts: PageParts) {
    const { core } = parts;
    const send = (message: ToCore): void => this.send(message);
    this.loop = new Loop({
      frame: () => core.frame(),
      drain: () => core.drain((message) => this.handle(message)),
      failed: (error) => parts.failed(error),
      hidden: () => document.hidden,
      requestFrame: (callback) => requestAnimationFrame(callback),
      delay: (callback, ms) => setTimeout(callback, ms),
      cancelDelay: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
    });
    this.transfers = new Transfers({
      send, heap: () => core.heap(),
      ...(parts.shared ? { shared: { memory: core.memory, startWorker: startFileWorker } } : {}),
    });
    this.saves = new Saves({ send, copyOut: (ref) => core.copyOut(ref), offer: download });
    this.mirror = new Mirror(this.mirrorRoot, (node, action, value) => send({ type: 'access_action', node, action, value }));
    this.keyboard = new Keyboard(byId<HTMLTextAreaElement>('keyboard'), send);
    this.dialog = new FileDialog(byId<HTMLInputElement>('picker'), this.transfers);
    this.address = new Address(send);
    const foreign = countForeign((count) => send({ type: 'foreign_requests', count }));
    this.runtime = new RuntimeClient({
      sharedMemory: parts.shared ? core.memory : null,
      ortBase: parts.ortBase.href,
      shaderBase: new URL('shaders/', document.baseURI).href,
      startWorker: startRuntimeWorker,
      send, foreign,
      copyOut: (ref) => core.copyOut(ref), copyIn: (bytes) => core.copyIn(bytes), free: (ref) => core.free(ref),
      setTimer: (callback, ms) => setTimeout(callback, ms),
      clearTimer: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
    });
    core.onWake(() => this.loop.wake());
    this.listen(send);
  }

  send(message: ToCore): void {
    try {
      this.parts.core.send(message);
    } catch (error) {
      this.loop.stop();
      this.parts.failed(error);
      return;
    }
    this.loop.wake();
  }

  /** After the first message (host_ready). */
  start(): void {
    watchViewport(this.canvas, (message) => this.send(message));
    if (!this.touch) this.keyboard.focus();
    this.loop.wake();
    // After the first frames: it competes with nothing there.
    setTimeout(() => this.runtime.start(), 200);
  }

  private listen(send: (message: ToCore) => void): void {
    listenForWheel(this.canvas, send);
    listenForTouch(this.canvas, send, () => {
      this.touch = true;
    });
    listenForDrops(window, this.transfers, send);
    listenForPaste(this.transfers, send, (target) => !this.mirrorRoot.contains(target as Node));
    // SDL hears these by itself; a frame has to come after them.
    const events = ['mousemove', 'mousedown', 'mouseup', 'mouseleave', 'keydown', 'keyup', 'focus', 'blur', 'resize'];
    for (const name of events) window.addEventListener(name, () => this.loop.ask(), { capture: true, passive: true });
    document.addEventListener('visibilitychange', () => this.loop.visibilityChanged());
    this.canvas.addEventListener('pointerdown', (event) => {
      if (event.pointerType === 'mouse') this.touch = false;
      if (event.pointerType !== 'touch') this.keyboard.focus();
    });
    // The browser would take the focus from the hidden input after a mousedown.
    this.canvas.addEventListener('mousedown', (event) => event.preventDefault());
    this.canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    this.canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
    this.canvas.addEventListener('webglcontextrestored', () => send({ type: 'graphics_restored' }));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => send({ type: 'theme', dark: event.matches }));
    // Keys pressed on a mirrored widget that it has no use for are the app's.
    this.mirrorRoot.addEventListener('keydown', (event) => this.forwardKey(event));
  }

  private forwardKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const plain = event.key === 'Enter' || event.key === ' ' || event.key === 'Tab';
    if (plain && !(event.ctrlKey || event.metaKey)) return;
    if (target instanceof HTMLInputElement && event.key !== 'Escape' && !(event.ctrlKey || event.metaKey)) return;
    const { key, code, ctrlKey, metaKey, shiftKey, altKey, keyCode } = event;
    this.keyboard.press(key, { code, ctrlKey, metaKey, shiftKey, altKey, keyCode } as KeyboardEventInit);
  }

  private handle(message: ToHost): void {
    switch (message.type) {
      case 'file_accept': return this.transfers.accept(message);
      case 'file_reject': return this.transfers.reject(message.id);
      case 'file_cancel': return this.transfers.cancel(message.id);
      case 'open_dialog': return this.dialog.open(message.accept);
      case 'fetch_sample': return void fetchSample(message, this.parts.samplesBase, this.transfers);
      case 'save_begin': return this.saves.begin(message);
      case 'save_chunk': return this.saves.chunk(message);
      case 'save_end': return this.saves.end(message.id);
      case 'save_discard': return this.saves.discard(message.id);
      case 'clipboard_write': return this.copy(message.text);
      case 'show_location': return this.address.show(message.location);
      case 'store': return this.report('keeping a setting', store(message.key, message.value));
      case 'page_theme': return showTheme(message);
      case 'caret': return this.keyboard.showCaret(message, this.touch, this.mirrorRoot.contains(document.activeElement));
      case 'access_update': return this.mirror.update(message);
      case 'model_load': return this.runtime.load(message);
      case 'model_run': return this.runtime.run(message);
      case 'model_release': return this.runtime.release(message);
      case 'runtime_interrupt': return this.runtime.interrupt();
      case 'kernel_run': return this.runtime.kernel(message);
      case 'log': return console[message.level === 'error' ? 'error' : message.level === 'warning' ? 'warn' : 'debug'](message.text);
      default: return message satisfies never;
    }
  }

  private copy(text: string): void {
    void copyText(text).then((reason) => this.report('copying', reason));
  }

  private report(what: string, reason: string | null): void {
    if (reason !== null) this.send({ type: 'host_failed', what, reason });
  }
}

function startFileWorker(): WorkerLike {
  return new Worker(new URL('../files/file_worker.ts', import.meta.url), { type: 'module', name: 'files' });
}

function startRuntimeWorker(): RuntimeWorker {
  return new Worker(new URL('../runtime/worker.ts', import.meta.url), { type: 'module', name: 'runtime' }) as RuntimeWorker;
}

function showTheme({ dark, colour }: PageTheme): void {
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  document.body.style.background = colour;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) meta.content = colour;
}
