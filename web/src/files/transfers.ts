// Files on offer and on their way into the heap.
import type { FileAccept, FileOrigin, ToCore } from '../generated/messages.ts';
import type { FileAnswer, FileRequest } from './file_worker.ts';
import { copySlices, reasonOf, SMALL_SLICE_BYTES } from './slices.ts';

export interface TransferParts {
  send(message: ToCore): void;
  heap(): Uint8Array;
  /** Shared memory and how to start a worker over it; absent where the page has to read by itself. */
  shared?: { memory: WebAssembly.Memory; startWorker(): WorkerLike };
}

export interface WorkerLike {
  postMessage(message: FileRequest): void;
  onmessage: ((event: MessageEvent<FileAnswer>) => void) | null;
}

export interface Offered {
  file: Blob;
  name: string;
}

export class Transfers {
  private next = 1;
  private readonly offered = new Map<number, Offered>();
  private readonly reading = new Map<number, { name: string; cancelled: boolean }>();
  private worker: WorkerLike | null = null;

  constructor(private readonly parts: TransferParts) {}

  /** Offer files that came together; the core answers each with accept or reject. */
  offer(files: readonly Offered[], origin: FileOrigin, sample = ''): void {
    files.forEach(({ file, name }, index) => {
      const id = this.next++;
      this.offered.set(id, { file, name });
      this.parts.send({ type: 'file_offer', id, name, size: file.size, origin, sample, follows: index > 0 });
    });
  }

  /** Something that was to be offered could not be had. */
  missing(name: string, reason: string): void {
    this.parts.send({ type: 'file_failed', id: this.next++, name, reason });
  }

  accept({ id, target }: FileAccept): void {
    const offered = this.offered.get(id);
    if (!offered) return;
    this.offered.delete(id);
    this.reading.set(id, { name: offered.name, cancelled: false });
    if (this.parts.shared) this.readInWorker(id, offered.file, target, this.parts.shared);
    else void this.readHere(id, offered.file, target);
  }

  reject(id: number): void {
    this.offered.delete(id);
  }

  /** Answered with file_done once nothing is written any more. */
  cancel(id: number): void {
    const entry = this.reading.get(id);
    if (!entry) return;
    entry.cancelled = true;
    this.worker?.postMessage({ type: 'cancel', id });
  }

  private readInWorker(id: number, file: Blob, target: FileAccept['target'], shared: NonNullable<TransferParts['shared']>): void {
    if (!this.worker) {
      this.worker = shared.startWorker();
      this.worker.onmessage = ({ data }) => this.answered(data);
    }
    this.worker.postMessage({ type: 'read', id, file, target, memory: shared.memory });
  }

  private async readHere(id: number, file: Blob, target: FileAccept['target']): Promise<void> {
    try {
      await copySlices(file, target, SMALL_SLICE_BYTES, {
        heap: () => this.parts.heap(),
        bytes: (count) => this.answered({ type: 'bytes', id, count }),
        cancelled: () => this.reading.get(id)?.cancelled ?? true,
      });
      this.answered({ type: 'done', id });
    } catch (error) {
      this.answered({ type: 'failed', id, reason: reasonOf(error) });
    }
  }

  private answered(answer: FileAnswer): void {
    const { id } = answer;
    const entry = this.reading.get(id);
    if (!entry) return;
    if (answer.type === 'bytes') {
      if (!entry.cancelled) this.parts.send({ type: 'file_bytes', id, count: answer.count });
      return;
    }
    this.reading.delete(id);
    if (answer.type === 'done') this.parts.send({ type: 'file_done', id });
    else this.parts.send({ type: 'file_failed', id, name: entry.name, reason: answer.reason });
  }
}
