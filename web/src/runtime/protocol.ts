// Between the page and the runtime worker.
import type { DeviceKind, ElementKind, FailureCode, Ref } from '../generated/messages.ts';

/** Bytes for the worker: a place in the shared heap, or a buffer that was copied and transferred. */
export type Bytes = Ref | ArrayBuffer;

export interface TensorIn {
  name: string;
  kind: ElementKind;
  dims: number[];
  data: Bytes;
  /** Strings: u32[count + 1] into data. */
  offsets?: Bytes;
}

export interface TensorOut {
  name: string;
  kind: ElementKind;
  dims: number[];
  data: ArrayBuffer;
  offsets?: ArrayBuffer;
}

export type Request =
  | { type: 'start'; memory: WebAssembly.Memory | null; ortBase: string; shaderBase: string }
  | { type: 'load'; call: number; session: number; model: Bytes; device: DeviceKind; threads: number }
  | { type: 'run'; call: number; session: number; inputs: TensorIn[] }
  | { type: 'release'; session: number }
  | { type: 'kernel'; call: number; kernel: string; values: Bytes; lo: number; hi: number; bins: number };

export type Answer =
  | { type: 'gpu'; available: boolean; name: string; reason: string }
  | { type: 'compiling'; call: number }
  | { type: 'running'; call: number }
  | { type: 'loaded'; call: number; deviceName: string; threads: number; fetchMs: number; compileMs: number; inputNames: string[]; outputNames: string[] }
  | { type: 'ran'; call: number; outputs: TensorOut[]; runMs: number; copyMs: number }
  | { type: 'counted'; call: number; counts: ArrayBuffer; outside: number; kernelMs: number; copyMs: number; device: string }
  /** fatal: the runtime cannot be used any more and must be started anew. */
  | { type: 'failed'; call: number; code: FailureCode; message: string; hint: string; fatal: boolean }
  | { type: 'foreign'; count: number };
