// How files come in: dropped on the window, picked in a dialog, pasted, or fetched from the samples.
import type { FetchSample, ToCore } from '../generated/messages.ts';
import { reasonOf } from './slices.ts';
import type { Offered, Transfers } from './transfers.ts';

const named = (file: File): Offered => ({ file, name: file.name });

/** Splits what was dropped into files and names of folders (which cannot be read as a table). */
function dropped(transfer: DataTransfer): { files: Offered[]; folders: string[] } {
  const folders: string[] = [];
  const files: Offered[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    if (entry?.isDirectory) {
      folders.push(entry.name);
      continue;
    }
    const file = item.getAsFile();
    if (file) files.push(named(file));
  }
  return { files, folders };
}

export function listenForDrops(target: Window, transfers: Transfers, send: (message: ToCore) => void): void {
  let dragging = false;
  const drag = (active: boolean): void => {
    if (active !== dragging) send({ type: 'dragging', active });
    dragging = active;
  };
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const over = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    drag(true);
  };
  target.addEventListener('dragenter', over);
  target.addEventListener('dragover', over);
  target.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) drag(false);
  });
  target.addEventListener('drop', (event) => {
    if (!event.dataTransfer || !hasFiles(event)) return;
    event.preventDefault();
    drag(false);
    const { files, folders } = dropped(event.dataTransfer);
    for (const name of folders) transfers.missing(name, 'it is a folder; drop the files in it');
    transfers.offer(files, 'dropped');
  });
}

/** The hidden <input type=file>; click() needs a recent gesture of the person. */
export class FileDialog {
  constructor(private readonly input: HTMLInputElement, transfers: Transfers) {
    input.addEventListener('change', () => {
      transfers.offer([...(input.files ?? [])].map(named), 'picked');
      input.value = '';
    });
  }

  open(accept: string): void {
    this.input.accept = accept;
    this.input.click();
  }
}

export function offerPasted(data: DataTransfer, transfers: Transfers): boolean {
  const files = [...data.files].map(named);
  if (files.length > 0) transfers.offer(files, 'pasted');
  return files.length > 0;
}

export async function fetchSample({ file, sample }: FetchSample, base: URL, transfers: Transfers): Promise<void> {
  const name = file.slice(file.lastIndexOf('/') + 1);
  try {
    const response = await fetch(new URL(file, base));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    transfers.offer([{ file: await response.blob(), name }], 'sample', sample);
  } catch (error) {
    transfers.missing(name, `${reasonOf(error)}${navigator.onLine ? '' : ' (you are offline)'}`);
  }
}
