// ONNX Runtime Web, fetched when the first model is opened: one build for the CPU (it alone has the operators of
// ai.onnx.ml: trees, scalers), one for WebGPU. Both can be there together.
import type * as Ort from 'onnxruntime-common';
import type { DeviceKind } from '../generated/messages.ts';

export interface LoadedOrt {
  ort: typeof Ort;
  fetchMs: number;  // 0 when it was there
}

interface Build {
  script: string;
  glue: string;
}

/** JSPI lets wasm wait for the GPU without being rewritten for it: smaller and faster, where the browser has it. */
export function buildFor(device: DeviceKind, hasJspi: boolean): Build {
  if (device === 'cpu') return { script: 'ort.wasm.min.mjs', glue: 'ort-wasm-simd-threaded' };
  if (hasJspi) return { script: 'ort.jspi.min.mjs', glue: 'ort-wasm-simd-threaded.jspi' };
  return { script: 'ort.webgpu.min.mjs', glue: 'ort-wasm-simd-threaded.asyncify' };
}

export class OrtLoader {
  private readonly loaded = new Map<DeviceKind, Promise<LoadedOrt>>();

  constructor(private readonly base: string) {}

  async get(device: DeviceKind, threads: number): Promise<LoadedOrt> {
    const there = this.loaded.get(device);
    if (there) return { ort: (await there).ort, fetchMs: 0 };
    const loading = this.load(device, threads);
    this.loaded.set(device, loading);
    loading.catch(() => this.loaded.delete(device));
    return loading;
  }

  private async load(device: DeviceKind, threads: number): Promise<LoadedOrt> {
    const started = performance.now();
    const build = buildFor(device, 'Suspending' in WebAssembly);
    const { env } = await this.importBuild(build);
    env.wasm.wasmPaths = { mjs: `${this.base}${build.glue}.mjs`, wasm: `${this.base}${build.glue}.wasm` };
    env.wasm.numThreads = device === 'cpu' && globalThis.crossOriginIsolated ? threads : 1;
    env.wasm.proxy = false;
    env.logLevel = 'error';
    // Fetched here rather than by the runtime, so that compiling a model is timed apart from it.
    const response = await fetch(`${this.base}${build.glue}.wasm`);
    if (!response.ok) throw new Error(`ONNX Runtime could not be fetched: the server answered ${response.status}`);
    env.wasm.wasmBinary = await response.arrayBuffer();
    return { ort: await this.importBuild(build), fetchMs: performance.now() - started };
  }

  private importBuild(build: Build): Promise<typeof Ort> {
    return import(/* @vite-ignore */ `${this.base}${build.script}`) as Promise<typeof Ort>;
  }
}
