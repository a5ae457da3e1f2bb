// Files that the core saves: chunks gathered in blobs (the browser keeps those outside of the heap), offered at the end.
import type { SaveBegin, SaveChunk, ToCore } from '../generated/messages.ts';

export interface SaveParts {
  send(message: ToCore): void;
  copyOut(ref: SaveChunk['data']): Uint8Array<ArrayBuffer>;
  offer(file: Blob, name: string): void;
}

export class Saves {
  private readonly open = new Map<number, { name: string; mime: string; parts: Blob[] }>();

  constructor(private readonly parts: SaveParts) {}

  begin({ id, name, mime }: SaveBegin): void {
    this.open.set(id, { name, mime, parts: [] });
  }

  chunk({ id, sequence, data }: SaveChunk): void {
    this.open.get(id)?.parts.push(new Blob([this.parts.copyOut(data)]));
    this.parts.send({ type: 'save_taken', id, sequence });
  }

  end(id: number): void {
    const file = this.open.get(id);
    if (!file) return;
    this.open.delete(id);
    this.parts.offer(new Blob(file.parts, { type: file.mime }), file.name);
  }

  discard(id: number): void {
    this.open.delete(id);
  }
}

/** A download. The address is freed once the browser surely has taken it. */
export function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
