import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToCore } from '../src/generated/messages.ts';
import { COMPILE_TIMEOUT_MS, RuntimeClient, type RuntimeWorker } from '../src/runtime/client.ts';
import { histogramParams } from '../src/runtime/kernels.ts';
import { buildFor } from '../src/runtime/ort.ts';
import type { Answer, Request } from '../src/runtime/protocol.ts';
import { decodeStrings, encodeStrings, fromTensor, halfToFloat, toTensor, viewOf } from '../src/runtime/tensors.ts';

/** A client over fake workers and a clock that only moves by hand. */
class Bench {
  readonly sent: ToCore[] = [];
  readonly workers: { asked: Request[]; ended: boolean; worker: RuntimeWorker }[] = [];
  readonly freed: number[] = [];
  room = Infinity;
  private now = 0;
  private timers: { at: number; callback: () => void }[] = [];
  readonly client: RuntimeClient;

  constructor(shared = true) {
    this.client = new RuntimeClient({
      sharedMemory: shared ? new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }) : null,
      ortBase: 'https://here/ort/', shaderBase: 'https://here/shaders/',
      startWorker: () => this.start(),
      send: (message) => this.sent.push(message),
      copyOut: ({ offset, length }) => new Uint8Array(length).fill(offset),
      copyIn: (bytes) => {
        if (bytes.length > this.room) throw new Error('no room');
        return { offset: 1000 + bytes.length, length: bytes.length };
      },
      free: (ref) => this.freed.push(ref.offset),
      foreign: () => {},
      setTimer: (callback, ms) => {
        const timer = { at: this.now + ms, callback };
        this.timers.push(timer);
        return timer;
      },
      clearTimer: (handle) => {
        this.timers = this.timers.filter((timer) => timer !== handle);
      },
    });
  }

  private start(): RuntimeWorker {
    const entry = { asked: [] as Request[], ended: false, worker: null as unknown as RuntimeWorker };
    entry.worker = {
      postMessage: (message) => entry.asked.push(message),
      terminate: () => {
        entry.ended = true;
      },
      onmessage: null, onerror: null,
    };
    this.workers.push(entry);
    return entry.worker;
  }

  answer(data: Answer, from = this.workers.length - 1): void {
    this.workers[from]?.worker.onmessage?.({ data } as MessageEvent<Answer>);
  }

  pass(ms: number): void {
    this.now += ms;
    for (const timer of this.timers.filter((one) => one.at <= this.now)) {
      this.timers = this.timers.filter((one) => one !== timer);
      timer.callback();
    }
  }

  get waiting(): number {
    return this.timers.length;
  }

  load(call = 1): void {
    this.client.load({ type: 'model_load', call, model: { offset: 64, length: 10 }, device: 'cpu', threads: 2 });
    this.answer({ type: 'compiling', call });
    this.answer({ type: 'loaded', call, deviceName: 'CPU', threads: 2, fetchMs: 1, compileMs: 2, inputNames: ['x'], outputNames: ['y'] });
  }

  run(call: number, timeoutMs = 500, session = 1): void {
    const input = { name: 'x', kind: 'float32' as const, dims: [2], data: { offset: 128, length: 8 } };
    this.client.run({ type: 'model_run', call, session, inputs: [input], timeout_ms: timeoutMs });
  }

  failures(): string[] {
    return this.sent.flatMap((m) => (m.type === 'call_failed' ? [`${m.call} ${m.code}`] : []));
  }
}

const out = (name: string): { name: string; kind: 'float32'; dims: number[]; data: ArrayBuffer } =>
  ({ name, kind: 'float32', dims: [2], data: new Float32Array([1, 2]).buffer });

test('load and run: references with shared memory, copies without', () => {
  const bench = new Bench();
  bench.load();
  bench.run(3);
  bench.answer({ type: 'ran', call: 3, outputs: [out('y')], runMs: 5, copyMs: 0 });
  const [loaded, ran] = bench.sent;
  assert.ok(loaded?.type === 'model_loaded' && loaded.session === 1 && loaded.input_names[0] === 'x');
  assert.ok(ran?.type === 'model_ran' && ran.outputs[0]?.data.length === 8 && ran.run_ms === 5);
  const run = bench.workers[0]?.asked.find((m) => m.type === 'run');
  assert.ok(run?.type === 'run');
  assert.deepEqual(run.inputs[0]?.data, { offset: 128, length: 8 });
  assert.equal(bench.waiting, 0, 'no timer is left');

  const apart = new Bench(false);
  apart.load();
  const load = apart.workers[0]?.asked.find((m) => m.type === 'load');
  assert.ok(load?.type === 'load' && load.model instanceof ArrayBuffer && load.model.byteLength === 10);
});

test('a hung run: its own call times out, the others are lost, a new worker is there, old sessions are gone', () => {
  const bench = new Bench();
  bench.load();
  bench.run(3, 500);
  bench.run(5, 500);
  bench.answer({ type: 'running', call: 3 });
  bench.pass(499);
  assert.deepEqual(bench.failures(), []);
  bench.pass(1);
  assert.deepEqual(bench.failures(), ['3 timeout', '5 runtime']);
  assert.ok(bench.sent.some((m) => m.type === 'runtime_lost'));
  assert.equal(bench.workers[0]?.ended, true);
  assert.equal(bench.workers.length, 2);
  bench.answer({ type: 'ran', call: 3, outputs: [out('late')], runMs: 1, copyMs: 0 }, 0);
  assert.ok(!bench.sent.some((m) => m.type === 'model_ran'), 'the ended worker is not heard any more');
  bench.run(7);
  assert.deepEqual(bench.failures().at(-1), '7 not_found');
  bench.load(9);
  bench.run(11, 500, 2);
  bench.answer({ type: 'ran', call: 11, outputs: [out('y')], runMs: 1, copyMs: 0 });
  assert.equal(bench.sent.at(-1)?.type, 'model_ran');
  assert.equal(bench.waiting, 0);
});

test('a queued run is timed from when the worker takes it up', () => {
  const bench = new Bench();
  bench.load();
  bench.run(3, 500);
  bench.run(5, 500);
  bench.pass(400);
  bench.answer({ type: 'ran', call: 3, outputs: [], runMs: 1, copyMs: 0 });
  bench.answer({ type: 'running', call: 5 });
  bench.pass(400);
  bench.answer({ type: 'ran', call: 5, outputs: [], runMs: 1, copyMs: 0 });
  assert.deepEqual(bench.failures(), []);
});

test('a hung compilation is stopped too', () => {
  const bench = new Bench();
  bench.client.load({ type: 'model_load', call: 1, model: { offset: 0, length: 0 }, device: 'webgpu', threads: 1 });
  bench.answer({ type: 'compiling', call: 1 });
  bench.pass(COMPILE_TIMEOUT_MS);
  assert.deepEqual(bench.failures(), ['1 timeout']);
});

test('interrupt answers at once; with nothing open it leaves the worker alone', () => {
  const bench = new Bench();
  bench.load();
  bench.client.interrupt();
  assert.equal(bench.workers.length, 1);
  bench.run(3);
  bench.client.interrupt();
  assert.deepEqual(bench.failures(), ['3 cancelled']);
  assert.equal(bench.workers.length, 2);
  assert.equal(bench.waiting, 0);
});

test('a crash, by an answer or by an error event, restarts the worker', () => {
  const bench = new Bench();
  bench.load();
  bench.run(3);
  bench.answer({ type: 'failed', call: 3, code: 'runtime', message: 'unreachable', hint: '', fatal: true });
  assert.equal(bench.workers.length, 2);
  bench.client.kernel({ type: 'kernel_run', call: 4, kernel: 'k', values: { offset: 0, length: 4 }, lo: 0, hi: 1, bins: 2 });
  bench.workers[1]?.worker.onerror?.({ message: 'boom', preventDefault() {} } as unknown as ErrorEvent);
  assert.deepEqual(bench.failures(), ['3 runtime', '4 runtime']);
  assert.equal(bench.workers.length, 3);
});

test('a failure that is not fatal keeps the worker and the session', () => {
  const bench = new Bench();
  bench.load();
  bench.run(3);
  bench.answer({ type: 'failed', call: 3, code: 'runtime', message: 'bad shape', hint: '', fatal: false });
  assert.equal(bench.workers.length, 1);
  bench.run(5);
  assert.deepEqual(bench.failures(), ['3 runtime']);
});

test('no room for the outputs: said, and what was taken is given back', () => {
  const bench = new Bench();
  bench.load();
  bench.run(3);
  bench.room = 8;
  const big = { ...out('big'), data: new ArrayBuffer(16) };
  bench.answer({ type: 'ran', call: 3, outputs: [out('y'), big], runMs: 1, copyMs: 0 });
  assert.deepEqual(bench.failures(), ['3 out_of_memory']);
  assert.deepEqual(bench.freed, [1008]);
});

// ---- tensors -------------------------------------------------------------------------------------------

class FakeTensor {
  constructor(readonly type: string, readonly data: unknown, readonly dims: readonly number[]) {}
  getData(): Promise<unknown> {
    return Promise.resolve(this.data);
  }
}
const make = FakeTensor as unknown as Parameters<typeof toTensor>[2];
type AnyTensor = Parameters<typeof fromTensor>[1];

test('numbers are views of the shared heap: no copy', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  new Float32Array(memory.buffer, 64, 3).set([1.5, -2, 3]);
  const tensor = toTensor({ name: 'x', kind: 'float32', dims: [3, 1], data: { offset: 64, length: 12 } }, memory, make);
  const data = tensor.data as Float32Array;
  assert.deepEqual([...data], [1.5, -2, 3]);
  assert.equal(data.buffer, memory.buffer);
  new Float32Array(memory.buffer, 64, 1)[0] = 9;
  assert.equal(data[0], 9);
  new BigInt64Array(memory.buffer, 128, 2).set([-1n, 2n ** 53n + 1n]);
  const wide = toTensor({ name: 'i', kind: 'int64', dims: [2], data: { offset: 128, length: 16 } }, memory, make);
  assert.deepEqual([...(wide.data as BigInt64Array)], [-1n, 2n ** 53n + 1n]);
  assert.equal(viewOf({ offset: 0, length: 0 }, null).length, 0);
});

test('strings go both ways, the empty and the odd ones too', async () => {
  const strings = ['', 'plain', 'Größe', '漢字 🙂', ''];
  const { data, offsets } = encodeStrings(strings);
  assert.deepEqual(decodeStrings(new Uint8Array(data), new Uint8Array(offsets)), strings);
  assert.deepEqual(decodeStrings(new Uint8Array(0), new Uint8Array(encodeStrings([]).offsets)), []);
  const tensor = toTensor({ name: 's', kind: 'string', dims: [5], data, offsets }, null, make);
  assert.deepEqual(tensor.data, strings);
  const back = await fromTensor('s', tensor as unknown as AnyTensor);
  assert.equal(back.kind, 'string');
  assert.deepEqual(new Uint8Array(back.data), new Uint8Array(data));
});

test('outputs: exact bytes, and narrow types widened without loss', async () => {
  const of = (type: string, data: unknown): Promise<Awaited<ReturnType<typeof fromTensor>>> =>
    fromTensor('y', new FakeTensor(type, data, [2]) as unknown as AnyTensor);
  const part = new Float64Array([0, 1, 2, 3]).subarray(1, 3);
  assert.deepEqual([...new Float64Array((await of('float64', part)).data)], [1, 2]);
  assert.deepEqual([...new BigInt64Array((await of('int64', BigInt64Array.of(-5n, 7n))).data)], [-5n, 7n]);
  const small = await of('int8', Int8Array.of(-128, 127));
  assert.deepEqual([small.kind, ...new Int32Array(small.data)], ['int32', -128, 127]);
  const unsigned = await of('uint32', Uint32Array.of(0, 4294967295));
  assert.deepEqual([unsigned.kind, ...new BigInt64Array(unsigned.data)], ['int64', 0n, 4294967295n]);
  const half = await of('float16', Uint16Array.of(0x3c00, 0xc000));
  assert.deepEqual([half.kind, ...new Float32Array(half.data)], ['float32', 1, -2]);
  await assert.rejects(of('complex64', new Float32Array(2)), /complex64/);
});

test('half precision: the corners of IEEE 754', () => {
  const cases: [number, number][] = [[0x0000, 0], [0x8000, -0], [0x3c00, 1], [0x7bff, 65504], [0x0001, 2 ** -24], [0x03ff, 1023 * 2 ** -24], [0x0400, 2 ** -14], [0x7c00, Infinity], [0xfc00, -Infinity], [0x3555, 0.333251953125]];
  for (const [bits, value] of cases) assert.ok(Object.is(halfToFloat(bits), value), bits.toString(16));
  assert.ok(Number.isNaN(halfToFloat(0x7e00)));
});

test('kernel parameters: the scale is rounded as C++ rounds it, subnormals are zero', () => {
  const params = histogramParams(0.1, 0.7, 50, 9);
  const floats = new Float32Array(params.buffer);
  assert.equal(floats[0], Math.fround(0.1));
  assert.equal(floats[2], Math.fround(50 / Math.fround(Math.fround(0.7) - Math.fround(0.1))));
  assert.deepEqual([...params.subarray(3, 5)], [50, 9]);
  assert.equal(new Float32Array(histogramParams(1e-40, 1, 1, 0).buffer)[0], 0);
});

test('which build of ONNX Runtime', () => {
  assert.equal(buildFor('cpu', true).script, 'ort.wasm.min.mjs');
  assert.equal(buildFor('webgpu', true).script, 'ort.jspi.min.mjs');
  assert.equal(buildFor('webgpu', false).glue, 'ort-wasm-simd-threaded.asyncify');
});
