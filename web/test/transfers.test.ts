import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileAnswer, FileRequest } from '../src/files/file_worker.ts';
import { Saves } from '../src/files/saves.ts';
import { copySlices } from '../src/files/slices.ts';
import { Transfers, type WorkerLike } from '../src/files/transfers.ts';
import type { ToCore } from '../src/generated/messages.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const bytes = (count: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length: count }, (_, i) => i % 251);

function page(): { sent: ToCore[]; heap: Uint8Array; transfers: Transfers } {
  const sent: ToCore[] = [];
  const heap = new Uint8Array(4096);
  return { sent, heap, transfers: new Transfers({ send: (m) => sent.push(m), heap: () => heap }) };
}

test('slices: every byte at its place, for sizes around the slice size', async () => {
  for (const size of [0, 1, 15, 16, 17, 48, 50]) {
    const heap = new Uint8Array(100);
    const counts: number[] = [];
    await copySlices(new Blob([bytes(size)]), { offset: 7, length: size }, 16, {
      heap: () => heap, bytes: (count) => counts.push(count), cancelled: () => false,
    });
    assert.deepEqual(heap.subarray(7, 7 + size), bytes(size));
    assert.equal(counts.reduce((a, b) => a + b, 0), size);
    assert.equal(heap.subarray(7 + size).every((byte) => byte === 0), true);
  }
});

test('slices: never beyond the target, and not after a cancel', async () => {
  const heap = new Uint8Array(64);
  await copySlices(new Blob([bytes(60)]), { offset: 0, length: 20 }, 16, { heap: () => heap, bytes: () => {}, cancelled: () => false });
  assert.equal(heap[19], 19);
  assert.equal(heap[20], 0);
  let read = 0;
  await copySlices(new Blob([bytes(60)]), { offset: 0, length: 60 }, 16, { heap: () => heap, bytes: () => read++, cancelled: () => read >= 2 });
  assert.equal(read, 2);
});

test('slices: the heap is asked for anew after every wait, since it may have grown', async () => {
  let heap = new Uint8Array(64);
  const heaps = [heap];
  await copySlices(new Blob([bytes(32)]), { offset: 0, length: 32 }, 16, {
    heap: () => heap,
    bytes: () => {
      heap = Uint8Array.from(heap);
      heaps.push(heap);
    },
    cancelled: () => false,
  });
  assert.deepEqual(heap.subarray(0, 32), bytes(32));
  assert.equal(heaps.length, 3);
});

test('a file: offered, accepted, read, done', async () => {
  const { sent, heap, transfers } = page();
  transfers.offer([{ file: new Blob([bytes(10)]), name: 'a.csv' }, { file: new Blob([]), name: 'b.onnx' }], 'dropped');
  assert.deepEqual(sent.map((m) => m.type === 'file_offer' && [m.name, m.size, m.follows]), [['a.csv', 10, false], ['b.onnx', 0, true]]);
  transfers.accept({ type: 'file_accept', id: 1, target: { offset: 100, length: 10 } });
  transfers.accept({ type: 'file_accept', id: 2, target: { offset: 0, length: 0 } });
  transfers.accept({ type: 'file_accept', id: 9, target: { offset: 0, length: 0 } });
  await settle();
  assert.deepEqual(heap.subarray(100, 110), bytes(10));
  const rest = sent.slice(2).map((m) => ('id' in m ? `${m.type} ${m.id}` : m.type)).sort();
  assert.deepEqual(rest, ['file_bytes 1', 'file_done 1', 'file_done 2']);
});

test('a file that cannot be read says why', async () => {
  const { sent, transfers } = page();
  const broken = { size: 5, slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('x', 'NotReadableError')) }) };
  transfers.offer([{ file: broken as unknown as Blob, name: 'gone.csv' }], 'picked');
  transfers.accept({ type: 'file_accept', id: 1, target: { offset: 0, length: 5 } });
  await settle();
  const last = sent.at(-1);
  assert.ok(last?.type === 'file_failed' && last.name === 'gone.csv' && /changed|moved/.test(last.reason));
});

test('cancel: nothing more is written, and done is said once it is safe', async () => {
  const { sent, heap, transfers } = page();
  transfers.offer([{ file: new Blob([bytes(10)]), name: 'a.csv' }], 'picked');
  transfers.accept({ type: 'file_accept', id: 1, target: { offset: 0, length: 10 } });
  transfers.cancel(1);
  await settle();
  assert.deepEqual(sent.slice(1), [{ type: 'file_done', id: 1 }]);
  assert.equal(heap[9], 0);
});

test('with shared memory a worker reads, and its answers become messages', () => {
  const sent: ToCore[] = [];
  const asked: FileRequest[] = [];
  const worker: WorkerLike = { postMessage: (message) => asked.push(message), onmessage: null };
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const transfers = new Transfers({ send: (m) => sent.push(m), heap: () => new Uint8Array(0), shared: { memory, startWorker: () => worker } });
  transfers.offer([{ file: new Blob([bytes(4)]), name: 'a' }], 'dropped');
  transfers.accept({ type: 'file_accept', id: 1, target: { offset: 64, length: 4 } });
  assert.equal(asked[0]?.type, 'read');
  const answer = (data: FileAnswer): void => worker.onmessage?.({ data } as MessageEvent<FileAnswer>);
  answer({ type: 'bytes', id: 1, count: 3 });
  transfers.cancel(1);
  assert.equal(asked[1]?.type, 'cancel');
  answer({ type: 'bytes', id: 1, count: 1 });
  answer({ type: 'done', id: 1 });
  answer({ type: 'done', id: 1 });
  assert.deepEqual(sent.slice(1), [{ type: 'file_bytes', id: 1, count: 3 }, { type: 'file_done', id: 1 }]);
});

test('saves: chunks in order, offered at the end, discarded when given up', async () => {
  const sent: ToCore[] = [];
  const heap = bytes(100);
  const offered: { file: Blob; name: string }[] = [];
  const saves = new Saves({
    send: (m) => sent.push(m), offer: (file, name) => offered.push({ file, name }),
    copyOut: ({ offset, length }) => heap.slice(offset, offset + length),
  });
  saves.begin({ type: 'save_begin', id: 1, name: 'out.csv', mime: 'text/csv' });
  saves.begin({ type: 'save_begin', id: 2, name: 'no.csv', mime: 'text/csv' });
  saves.chunk({ type: 'save_chunk', id: 1, sequence: 0, data: { offset: 0, length: 3 } });
  saves.chunk({ type: 'save_chunk', id: 1, sequence: 1, data: { offset: 50, length: 2 } });
  heap.fill(0);
  saves.discard(2);
  saves.end(2);
  saves.end(1);
  assert.equal(offered.length, 1);
  assert.equal(offered[0]?.name, 'out.csv');
  assert.deepEqual([...new Uint8Array(await (offered[0]?.file as Blob).arrayBuffer())], [0, 1, 2, 50, 51]);
  assert.deepEqual(sent, [{ type: 'save_taken', id: 1, sequence: 0 }, { type: 'save_taken', id: 1, sequence: 1 }]);
});
