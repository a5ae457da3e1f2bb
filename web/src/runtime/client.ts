// The page's side of the runtime worker, and its watchdog: a worker that hangs or crashes is ended and a new one
// started, what was open is answered, and everything else goes on.
import type {
  FailureCode, KernelRun, ModelLoad, ModelRelease, ModelRun, Ref, TensorRef, ToCore,
} from '../generated/messages.ts';
import type { Answer, Bytes, Request, TensorIn, TensorOut } from './protocol.ts';

export interface RuntimeWorker {
  postMessage(message: Request, transfer?: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Answer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface RuntimeParts {
  /** Shared with the worker, or null where bytes have to be copied and transferred. */
  sharedMemory: WebAssembly.Memory | null;
  ortBase: string;     // folders, as whole addresses
  shaderBase: string;
  startWorker(): RuntimeWorker;
  send(message: ToCore): void;
  copyOut(ref: Ref): Uint8Array<ArrayBuffer>;
  copyIn(bytes: Uint8Array): Ref;
  free(ref: Ref): void;
  foreign(count: number): void;
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(handle: unknown): void;
}

export const FETCH_TIMEOUT_MS = 180_000;
export const COMPILE_TIMEOUT_MS = 60_000;
export const KERNEL_TIMEOUT_MS = 20_000;

interface Call {
  kind: 'load' | 'run' | 'kernel';
  session: number;
  timeoutMs: number;
  timer: unknown;
}

const RESTARTED = 'It was stopped and started anew; your data is untouched.';

export class RuntimeClient {
  private worker: RuntimeWorker | null = null;
  private readonly calls = new Map<number, Call>();
  private readonly sessions = new Set<number>();
  private nextSession = 1;

  constructor(private readonly parts: RuntimeParts) {}

  /** Start the worker (not ONNX Runtime: that comes with the first model). It tells what GPU there is. */
  start(): void {
    if (this.worker) return;
    const worker = this.parts.startWorker();
    this.worker = worker;
    worker.onmessage = ({ data }) => {
      if (this.worker === worker) this.answered(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.worker === worker) this.lost('runtime', `The runtime crashed: ${event.message || 'no reason given'}.`, RESTARTED);
    };
    worker.postMessage({ type: 'start', memory: this.parts.sharedMemory, ortBase: this.parts.ortBase, shaderBase: this.parts.shaderBase });
  }

  load({ call, model, device, threads }: ModelLoad): void {
    const session = this.nextSession++;
    const transfer: Transferable[] = [];
    const bytes = this.bytes(model, transfer);
    this.open(call, { kind: 'load', session, timeoutMs: FETCH_TIMEOUT_MS, timer: null });
    this.post({ type: 'load', call, session, model: bytes, device, threads }, transfer);
    this.watch(call, FETCH_TIMEOUT_MS);
  }

  run({ call, session, inputs, timeout_ms }: ModelRun): void {
    if (!this.sessions.has(session)) {
      this.fail(call, 'not_found', 'The model is not loaded any more.', 'Run it again: it is loaded anew.');
      return;
    }
    const transfer: Transferable[] = [];
    const tensors = inputs.map((input) => this.tensor(input, transfer));
    // The clock of a run starts when the worker takes it up; until then the ones before it are watched.
    this.open(call, { kind: 'run', session, timeoutMs: timeout_ms, timer: null });
    this.post({ type: 'run', call, session, inputs: tensors }, transfer);
    if (this.calls.size === 1) this.watch(call, timeout_ms);
  }

  release({ session }: ModelRelease): void {
    if (this.sessions.delete(session)) this.post({ type: 'release', session }, []);
  }

  kernel({ call, kernel, values, lo, hi, bins }: KernelRun): void {
    const transfer: Transferable[] = [];
    const bytes = this.bytes(values, transfer);
    this.open(call, { kind: 'kernel', session: 0, timeoutMs: KERNEL_TIMEOUT_MS, timer: null });
    this.post({ type: 'kernel', call, kernel, values: bytes, lo, hi, bins }, transfer);
    if (this.calls.size === 1) this.watch(call, KERNEL_TIMEOUT_MS);
  }

  interrupt(): void {
    if (this.calls.size > 0) this.lost('cancelled', 'Cancelled: the model was stopped.', '');
  }

  // ---- what the worker says ----------------------------------------------------------------------------

  private answered(answer: Answer): void {
    switch (answer.type) {
      case 'gpu':
        this.parts.send({ type: 'gpu_info', available: answer.available, name: answer.name, reason: answer.reason });
        return;
      case 'foreign':
        this.parts.foreign(answer.count);
        return;
      case 'compiling':
        this.watch(answer.call, COMPILE_TIMEOUT_MS);
        return;
      case 'running':
        this.watch(answer.call, this.calls.get(answer.call)?.timeoutMs ?? 0);
        return;
      case 'failed':
        this.failed(answer);
        return;
      default:
        this.finished(answer);
    }
  }

  private finished(answer: Extract<Answer, { type: 'loaded' | 'ran' | 'counted' }>): void {
    const call = this.close(answer.call);
    if (!call) return;
    if (answer.type === 'loaded') {
      this.sessions.add(call.session);
      this.parts.send({
        type: 'model_loaded', call: answer.call, session: call.session, device_name: answer.deviceName,
        threads: answer.threads, fetch_ms: answer.fetchMs, compile_ms: answer.compileMs,
        input_names: answer.inputNames, output_names: answer.outputNames,
      });
    } else if (answer.type === 'ran') {
      this.deliver(answer.call, answer.outputs, answer.runMs, answer.copyMs);
    } else {
      this.copied(answer.call, (into) => {
        const counts = into(answer.counts);
        const { call: id, outside, kernelMs, copyMs, device } = answer;
        return { type: 'kernel_ran', call: id, counts, outside, kernel_ms: kernelMs, copy_ms: copyMs, device };
      });
    }
  }

  private deliver(call: number, outputs: TensorOut[], runMs: number, copyMs: number): void {
    const started = performance.now();
    this.copied(call, (into) => {
      const refs = outputs.map(({ name, kind, dims, data, offsets }): TensorRef => ({
        name, kind, dims, data: into(data), ...(offsets ? { text_offsets: into(offsets) } : {}),
      }));
      return { type: 'model_ran', call, outputs: refs, run_ms: runMs, copy_ms: copyMs + performance.now() - started };
    });
  }

  /** Send a message whose bytes are copied into the heap; where there is no room for them, say so and free the rest. */
  private copied(call: number, make: (into: (bytes: ArrayBuffer) => Ref) => ToCore): void {
    const taken: Ref[] = [];
    let message: ToCore;
    try {
      message = make((bytes) => {
        const ref = this.parts.copyIn(new Uint8Array(bytes));
        taken.push(ref);
        return ref;
      });
    } catch (error) {
      for (const ref of taken) this.parts.free(ref);
      this.fail(call, 'out_of_memory', `There is no memory left in this tab for the model's outputs (${String(error)}).`, 'Close other data, or use fewer rows.');
      return;
    }
    this.parts.send(message);
  }

  private failed(answer: Extract<Answer, { type: 'failed' }>): void {
    if (this.close(answer.call)) this.fail(answer.call, answer.code, answer.message, answer.hint);
    if (answer.fatal) this.lost('runtime', 'The runtime crashed.', RESTARTED);
  }

  // ---- the watchdog --------------------------------------------------------------------------------------

  private open(id: number, call: Call): void {
    this.calls.set(id, call);
  }

  private close(id: number): Call | undefined {
    const call = this.calls.get(id);
    if (call && call.timer !== null) this.parts.clearTimer(call.timer);
    this.calls.delete(id);
    return call;
  }

  private watch(id: number, ms: number): void {
    const call = this.calls.get(id);
    if (!call) return;
    if (call.timer !== null) this.parts.clearTimer(call.timer);
    call.timer = this.parts.setTimer(() => this.timedOut(id, ms), ms);
  }

  private timedOut(id: number, ms: number): void {
    const call = this.close(id);
    if (!call) return;
    const what = { load: 'Loading the model', run: 'Running the model', kernel: 'The GPU' }[call.kind];
    this.fail(id, 'timeout', `${what} gave no answer in ${Math.round(ms / 100) / 10} s and was stopped.`,
      call.kind === 'run' ? 'The model may loop for ever; try fewer rows.' : 'Try again, or the other device.');
    this.lost('runtime', 'The runtime hung and was stopped.', RESTARTED);
  }

  /** End the worker, answer what is open, start anew. */
  private lost(code: FailureCode, message: string, hint: string): void {
    this.worker?.terminate();
    this.worker = null;
    this.sessions.clear();
    for (const id of [...this.calls.keys()]) {
      this.close(id);
      this.fail(id, code, message, hint);
    }
    this.parts.send({ type: 'runtime_lost', reason: message });
    this.start();
  }

  private fail(call: number, code: FailureCode, message: string, hint: string): void {
    this.parts.send({ type: 'call_failed', call, code, message, hint });
  }

  // ---- bytes ---------------------------------------------------------------------------------------------

  private post(message: Request, transfer: Transferable[]): void {
    this.start();
    this.worker?.postMessage(message, transfer);
  }

  private bytes(ref: Ref, transfer: Transferable[]): Bytes {
    if (this.parts.sharedMemory) return ref;
    const { buffer } = this.parts.copyOut(ref);
    transfer.push(buffer);
    return buffer;
  }

  private tensor({ name, kind, dims, data, text_offsets }: TensorRef, transfer: Transferable[]): TensorIn {
    const tensor: TensorIn = { name, kind, dims, data: this.bytes(data, transfer) };
    if (text_offsets) tensor.offsets = this.bytes(text_offsets, transfer);
    return tensor;
  }
}
