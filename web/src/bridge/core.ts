// The only code that touches the wasm heap and calls the exports.
import { decodeToHost, encodeToCore, SCHEMA_DIGEST, type Ref, type ToCore, type ToHost } from '../generated/messages.ts';

/** What Emscripten's factory gives, as far as we use it. */
export interface CoreModule {
  assayWake?: () => void;
  _assay_create(): number;
  _assay_destroy(): void;
  _assay_alloc(sizeBytes: number): number;
  _assay_free(block: number): void;
  _assay_send(text: number, length: number): number;
  _assay_poll(): number;
  _assay_frame(): number;
  _assay_version(): number;
}

export class OutOfHeap extends Error {}

export class Core {
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder();

  constructor(private readonly module: CoreModule, readonly memory: WebAssembly.Memory) {}

  /** The heap now. Growing replaces it: never keep this over a call of the core or an await. */
  heap(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }

  /** Throws when the core and this page were not made from the same schema. */
  checkVersion(): string {
    const at = this.module._assay_version() >>> 0;
    const heap = this.heap();
    const version = this.decoder.decode(heap.slice(at, heap.indexOf(0, at)));
    if (!version.endsWith(` ${SCHEMA_DIGEST}`)) {
      throw new Error(`the page (${SCHEMA_DIGEST}) and the core (${version}) are of different builds`);
    }
    return version;
  }

  /** False when the core could not start; it logged why. */
  create(): boolean {
    return this.module._assay_create() === 0;
  }

  send(message: ToCore): void {
    const text = this.encoder.encode(encodeToCore(message));
    const { offset } = this.copyIn(text);
    try {
      this.module._assay_send(offset, text.length);
    } finally {
      this.module._assay_free(offset);
    }
  }

  /** Take every message that waits. */
  drain(handle: (message: ToHost) => void): void {
    for (;;) {
      const at = this.module._assay_poll() >>> 0;
      if (at === 0) return;
      const buffer = this.memory.buffer;
      const length = new DataView(buffer).getUint32(at, true);
      // A copy: a decoder refuses views of shared memory.
      const text = this.decoder.decode(new Uint8Array(buffer, at + 4, length).slice());
      handle(decodeToHost(text));
    }
  }

  /** See bridge::Application::frame: 0 = draw again at once, n = in n ms, -1 = when woken. */
  frame(): number {
    return this.module._assay_frame();
  }

  /** Bytes into a block that the core will own once a message names it. */
  copyIn(bytes: Uint8Array): Ref {
    if (bytes.length === 0) return { offset: 0, length: 0 };
    const offset = this.module._assay_alloc(bytes.length) >>> 0;
    if (offset === 0) throw new OutOfHeap(`no room for ${bytes.length} bytes in the wasm heap`);
    this.heap().set(bytes, offset);
    return { offset, length: bytes.length };
  }

  free(ref: Ref): void {
    if (ref.length > 0) this.module._assay_free(ref.offset);
  }

  copyOut(ref: Ref): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.heap().subarray(ref.offset, ref.offset + ref.length));
  }

  onWake(wake: () => void): void {
    this.module.assayWake = wake;
  }
}
