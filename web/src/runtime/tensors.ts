// Tensors between bytes and ONNX Runtime. Numbers are views of the bytes: no copy is made here.
import type { Tensor, TensorConstructor } from 'onnxruntime-common';
import type { ElementKind } from '../generated/messages.ts';
import type { Bytes, TensorIn, TensorOut } from './protocol.ts';

type Numeric = Exclude<ElementKind, 'string'>;
type ViewConstructor = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView;

const VIEWS: Readonly<Record<Numeric, ViewConstructor & { BYTES_PER_ELEMENT: number }>> = {
  float32: Float32Array, float64: Float64Array, int64: BigInt64Array, int32: Int32Array, bool: Uint8Array, uint8: Uint8Array,
};

/** Where bytes are: the shared heap or a buffer of their own. */
export function viewOf(bytes: Bytes, memory: WebAssembly.Memory | null): Uint8Array {
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  if (bytes.length === 0) return new Uint8Array(0);
  if (!memory) throw new Error('there is no shared memory');
  return new Uint8Array(memory.buffer, bytes.offset, bytes.length);
}

export function toTensor(input: TensorIn, memory: WebAssembly.Memory | null, make: TensorConstructor): Tensor {
  const bytes = viewOf(input.data, memory);
  if (input.kind === 'string') {
    if (!input.offsets) throw new Error(`${input.name} has no text offsets`);
    return new make('string', decodeStrings(bytes, viewOf(input.offsets, memory)), input.dims);
  }
  const View = VIEWS[input.kind];
  const view = new View(bytes.buffer, bytes.byteOffset, bytes.byteLength / View.BYTES_PER_ELEMENT);
  return new make(input.kind as 'float32', view as unknown as Float32Array, input.dims);
}

export function decodeStrings(bytes: Uint8Array, offsetBytes: Uint8Array): string[] {
  // Copies: a decoder refuses views of shared memory, and the offsets may not be aligned.
  const text = new Uint8Array(bytes);
  const offsets = new Uint32Array(new Uint8Array(offsetBytes).buffer);
  const decoder = new TextDecoder();
  const strings: string[] = [];
  for (let i = 0; i + 1 < offsets.length; i++) strings.push(decoder.decode(text.subarray(offsets[i], offsets[i + 1])));
  return strings;
}

export function encodeStrings(strings: readonly string[]): { data: ArrayBuffer; offsets: ArrayBuffer } {
  const encoder = new TextEncoder();
  const parts = strings.map((text) => encoder.encode(text));
  const offsets = new Uint32Array(strings.length + 1);
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.forEach((part, i) => {
    const at = offsets[i] as number;
    data.set(part, at);
    offsets[i + 1] = at + part.length;
  });
  return { data: data.buffer, offsets: offsets.buffer };
}

/** IEEE 754 half precision to single. */
export function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Element types that the core does not know become wider ones that hold every value of theirs. */
function widened(type: Tensor.Type, data: ArrayLike<number> | ArrayLike<bigint>): { kind: ElementKind; data: ArrayBuffer } | null {
  const numbers = data as ArrayLike<number>;
  switch (type) {
    case 'float16':
      // Newer browsers hand out Float16Array, older ones the raw bits.
      return { kind: 'float32', data: Float32Array.from(numbers, data instanceof Uint16Array ? halfToFloat : Number).buffer };
    case 'int8': case 'int16': case 'uint16':
      return { kind: 'int32', data: Int32Array.from(numbers).buffer };
    case 'uint32':
      return { kind: 'int64', data: BigInt64Array.from(numbers, BigInt).buffer };
    case 'uint64':
      return { kind: 'int64', data: BigInt64Array.from(data as ArrayLike<bigint>).buffer };
    default:
      return null;
  }
}

/** Throws for a type that nothing of ours holds. */
export async function fromTensor(name: string, tensor: Tensor): Promise<TensorOut> {
  const data = await tensor.getData(true);
  const dims = [...tensor.dims];
  if (tensor.type === 'string') return { name, kind: 'string', dims, ...encodeStrings(data as string[]) };
  const wide = widened(tensor.type, data as Float32Array);
  if (wide) return { name, dims, ...wide };
  if (!Object.hasOwn(VIEWS, tensor.type)) throw new Error(`output ${name} has elements of type ${tensor.type}`);
  const view = data as Float32Array;
  const whole = view.byteOffset === 0 && view.byteLength === view.buffer.byteLength && view.buffer instanceof ArrayBuffer;
  const buffer = whole ? (view.buffer as ArrayBuffer) : new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice().buffer;
  return { name, kind: tensor.type as ElementKind, dims, data: buffer as ArrayBuffer };
}
