// Reading a file slice by slice into the heap.
import type { Ref } from '../generated/messages.ts';

export const SLICE_BYTES = 4 * 1024 * 1024;
/** On the page's own thread: a copy of this much takes well under a millisecond. */
export const SMALL_SLICE_BYTES = 1024 * 1024;

export interface SliceSink {
  /** The heap now; asked for after every await, because growing replaces it. */
  heap(): Uint8Array;
  bytes(count: number): void;
  cancelled(): boolean;
}

/** Fills target with the file's bytes from its start. Ends early when cancelled; throws what the browser throws. */
export async function copySlices(file: Blob, target: Ref, sliceBytes: number, sink: SliceSink): Promise<void> {
  const size = Math.min(file.size, target.length);
  for (let at = 0; at < size && !sink.cancelled(); at += sliceBytes) {
    const slice = new Uint8Array(await file.slice(at, Math.min(at + sliceBytes, size)).arrayBuffer());
    if (sink.cancelled()) return;
    sink.heap().set(slice, target.offset + at);
    sink.bytes(slice.length);
  }
}

export function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'NotReadableError') {
    return 'the browser cannot read it any more (it was changed, moved, or is locked)';
  }
  if (error instanceof DOMException && error.name === 'NotFoundError') return 'it is not there any more';
  return error instanceof Error ? error.message : String(error);
}
