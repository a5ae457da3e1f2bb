// Fetching and starting one of the two wasm builds, with a true percentage.
import type { CoreModule } from '../bridge/core.ts';

export interface BuildFiles {
  script: string;     // relative to the page
  wasm: string;
  wasmBytes: number;  // before compression; 0 = not known
}

export interface Build {
  version: string;
  threads: BuildFiles;
  nothreads: BuildFiles;
  ort: string;        // folder
}

const DEFAULT: Build = {
  version: 'development',
  threads: { script: 'wasm/threads/assay_web.js', wasm: 'wasm/threads/assay_web.wasm', wasmBytes: 0 },
  nothreads: { script: 'wasm/nothreads/assay_web.js', wasm: 'wasm/nothreads/assay_web.wasm', wasmBytes: 0 },
  ort: 'ort/',
};

/** Which files this page belongs to; web/build/finish.mjs wrote it into the page. */
export function buildOfPage(): Build {
  const text = document.querySelector<HTMLMetaElement>('meta[name="assay-build"]')?.content ?? '';
  return text === '' ? DEFAULT : (JSON.parse(text) as Build);
}

/** The same response, telling how many bytes have arrived. */
export function counted(response: Response, arrived: (bytes: number) => void): Response {
  if (!response.body) return response;
  let bytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      arrived(bytes);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counting), { headers: { 'Content-Type': 'application/wasm' } });
}

type Instantiated = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;
type Factory = (options: Record<string, unknown>) => Promise<CoreModule>;

async function compile(url: URL, size: number, progress: (fraction: number | null) => void): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: the server answered ${response.status}`);
  return WebAssembly.compileStreaming(counted(response, (bytes) => progress(size > 0 ? bytes / size : null)));
}

/** The memory of an instance: its own, or the shared one that it was given. */
function memoryOf(instance: WebAssembly.Instance, imports: WebAssembly.Imports): WebAssembly.Memory {
  const candidates = [...Object.values(instance.exports), ...Object.values(imports).flatMap((part) => Object.values(part))];
  const memory = candidates.find((one) => one instanceof WebAssembly.Memory);
  if (!memory) throw new Error('the wasm module has no memory');
  return memory as WebAssembly.Memory;
}

export interface Started {
  module: CoreModule;
  memory: WebAssembly.Memory;
}

/** failed: the core stopped for good, during the start or later. */
export async function startModule(files: BuildFiles, canvas: HTMLCanvasElement, progress: (fraction: number | null) => void, failed: (error: unknown) => void): Promise<Started> {
  const base = document.baseURI;
  const compiling = compile(new URL(files.wasm, base), files.wasmBytes, progress);
  compiling.catch(() => undefined);  // told below; the script may fail first
  const { default: create } = (await import(/* @vite-ignore */ new URL(files.script, base).href)) as { default: Factory };
  const compiled = await compiling;
  let memory: WebAssembly.Memory | null = null;
  const module = await create({
    canvas,
    instantiateWasm(imports: WebAssembly.Imports, done: Instantiated) {
      WebAssembly.instantiate(compiled, imports).then((instance) => {
        memory = memoryOf(instance, imports);
        done(instance, compiled);
      }).catch(failed);
      return {};
    },
    print: (text: string) => console.log(text),
    printErr: (text: string) => console.warn(text),
    onAbort: (reason: unknown) => failed(new Error(String(reason))),
  });
  if (!memory) throw new Error('the wasm module was not started');
  return { module, memory };
}
