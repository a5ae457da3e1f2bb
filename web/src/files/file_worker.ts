// Reads files into the shared heap off the page's thread. Only in the build with threads.
import type { Ref } from '../generated/messages.ts';
import { copySlices, reasonOf, SLICE_BYTES } from './slices.ts';

export type FileRequest =
  | { type: 'read'; id: number; file: Blob; target: Ref; memory: WebAssembly.Memory }
  | { type: 'cancel'; id: number };
export type FileAnswer =
  | { type: 'bytes'; id: number; count: number }
  | { type: 'done'; id: number }
  | { type: 'failed'; id: number; reason: string };

const scope = self as unknown as {
  postMessage(message: FileAnswer): void;
  onmessage: ((event: MessageEvent<FileRequest>) => void) | null;
};
const cancelled = new Set<number>();

async function read(request: Extract<FileRequest, { type: 'read' }>): Promise<void> {
  const { id, file, target, memory } = request;
  try {
    await copySlices(file, target, SLICE_BYTES, {
      heap: () => new Uint8Array(memory.buffer),
      bytes: (count) => scope.postMessage({ type: 'bytes', id, count }),
      cancelled: () => cancelled.has(id),
    });
    scope.postMessage({ type: 'done', id });
  } catch (error) {
    scope.postMessage({ type: 'failed', id, reason: reasonOf(error) });
  }
  cancelled.delete(id);
}

scope.onmessage = ({ data }) => {
  if (data.type === 'cancel') cancelled.add(data.id);
  else void read(data);
};
