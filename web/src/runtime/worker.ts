// The runtime worker: ONNX Runtime Web and the WGSL kernels on one GPU device. One request at a time, in order.
import type { InferenceSession } from 'onnxruntime-common';
import type * as Ort from 'onnxruntime-common';
import type { FailureCode } from '../generated/messages.ts';
import { isForeign } from '../host/foreign.ts';
import { Gpu } from './gpu.ts';
import { Kernels } from './kernels.ts';
import { OrtLoader } from './ort.ts';
import type { Answer, Request, TensorOut } from './protocol.ts';
import { fromTensor, toTensor, viewOf } from './tensors.ts';

const scope = self as unknown as {
  postMessage(message: Answer, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
};

interface Session {
  session: InferenceSession;
  ort: typeof Ort;
}

let memory: WebAssembly.Memory | null = null;
let shaderBase = '';
let loader: OrtLoader | null = null;
const sessions = new Map<number, Session>();
const gpu = new Gpu((state) => scope.postMessage({ type: 'gpu', ...state }));
const kernels = new Kernels(gpu, fetchShader);

async function fetchShader(kernel: string): Promise<string> {
  const response = await fetch(`${shaderBase}${kernel}.wgsl`);
  if (!response.ok) throw new Error(`the kernel ${kernel} could not be fetched: the server answered ${response.status}`);
  return response.text();
}

type Of<T extends Request['type']> = Extract<Request, { type: T }>;

async function load({ call, session, model, device, threads }: Of<'load'>): Promise<void> {
  if (!loader) throw new Error('the runtime was not started');
  const { ort, fetchMs } = await loader.get(device, threads);
  scope.postMessage({ type: 'compiling', call });
  const started = performance.now();
  const options: InferenceSession.SessionOptions = { graphOptimizationLevel: 'all', executionProviders: ['wasm'] };
  if (device === 'webgpu') {
    options.executionProviders = [{ name: 'webgpu', device: await gpu.get() } as InferenceSession.WebGpuExecutionProviderOption];
  }
  const made = await ort.InferenceSession.create(viewOf(model, memory), options);
  sessions.set(session, { session: made, ort });
  const used = ort.env.wasm.numThreads ?? 1;
  scope.postMessage({
    type: 'loaded', call, fetchMs, compileMs: performance.now() - started, threads: used,
    deviceName: device === 'webgpu' ? `WebGPU: ${gpu.name}` : `CPU: wasm, ${used} thread${used === 1 ? '' : 's'}, SIMD`,
    inputNames: [...made.inputNames], outputNames: [...made.outputNames],
  });
}

async function run({ call, session, inputs }: Of<'run'>): Promise<void> {
  const entry = sessions.get(session);
  if (!entry) throw new Error('the model is not loaded');
  scope.postMessage({ type: 'running', call });
  const feeds: Record<string, Ort.Tensor> = {};
  for (const input of inputs) feeds[input.name] = toTensor(input, memory, entry.ort.Tensor);
  const started = performance.now();
  const results = await entry.session.run(feeds);
  const runMs = performance.now() - started;
  const outputs: TensorOut[] = [];
  for (const name of entry.session.outputNames) {
    const tensor = results[name];
    if (tensor) outputs.push(await fromTensor(name, tensor));
  }
  const transfer = outputs.flatMap(({ data, offsets }) => (offsets ? [data, offsets] : [data]));
  scope.postMessage({ type: 'ran', call, outputs, runMs, copyMs: performance.now() - started - runMs }, transfer);
}

async function release({ session }: Of<'release'>): Promise<void> {
  const entry = sessions.get(session);
  sessions.delete(session);
  await entry?.session.release();
}

async function kernel(request: Of<'kernel'>): Promise<void> {
  const { call, kernel: name, values, lo, hi, bins } = request;
  scope.postMessage({ type: 'running', call });
  const bytes = viewOf(values, memory);
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const result = await kernels.histogram(name, floats, lo, hi, bins);
  scope.postMessage({ type: 'counted', call, ...result, device: `WebGPU: ${gpu.name}` }, [result.counts]);
}

/** After these the wasm instance is in an unknown state. */
function isFatal(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError ||
    /\b(abort(ed)?|unreachable|memory access out of bounds|call stack|table index)\b/i.test(String(error));
}

function describe(error: unknown, request: Of<'load' | 'run' | 'kernel'>): { code: FailureCode; message: string; hint: string } {
  const text = (error instanceof Error ? error.message : String(error)).replace(/^.*ERROR_MESSAGE: /s, '').slice(0, 600);
  const onGpu = request.type === 'kernel' || (request.type === 'load' && request.device === 'webgpu');
  if (/out of memory|bad_alloc|allocation failed/i.test(text)) {
    return { code: 'out_of_memory', message: `The runtime ran out of memory: ${text}`, hint: 'Use smaller batches or a smaller model.' };
  }
  if (/No Op registered|not implemented|Could not find an implementation|non.tensor|elements of type/i.test(text)) {
    return { code: 'unsupported', message: `This runtime cannot run the model: ${text}`, hint: onGpu ? 'Choose the CPU: it has more operators.' : '' };
  }
  if (request.type === 'kernel') return { code: 'runtime', message: `The GPU failed: ${text}`, hint: 'The CPU gives the same answer.' };
  const what = request.type === 'load' ? 'The model could not be loaded' : 'The model failed while running';
  return { code: 'runtime', message: `${what}: ${text}`, hint: onGpu ? 'Try the CPU.' : '' };
}

async function handle(request: Request): Promise<void> {
  switch (request.type) {
    case 'start':
      memory = request.memory;
      loader = new OrtLoader(request.ortBase);
      shaderBase = request.shaderBase;
      return gpu.probe();
    case 'load': return load(request);
    case 'run': return run(request);
    case 'release': return release(request);
    case 'kernel': return kernel(request);
  }
}

let queue: Promise<void> = Promise.resolve();
scope.onmessage = ({ data }) => {
  queue = queue.then(() => handle(data)).catch((error: unknown) => {
    if (data.type === 'start' || data.type === 'release') return console.warn(data.type, error);
    scope.postMessage({ type: 'failed', call: data.call, ...describe(error, data), fatal: isFatal(error) });
  });
};

new PerformanceObserver((list) => {
  const count = list.getEntries().filter((entry) => isForeign(entry.name, location.origin)).length;
  if (count > 0) scope.postMessage({ type: 'foreign', count });
}).observe({ type: 'resource', buffered: true });
