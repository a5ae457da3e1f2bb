// The kernels of shaders/ on the shared GPU device. How each is called is said at the head of its .wgsl.
import type { Gpu } from './gpu.ts';

export interface Counted {
  counts: ArrayBuffer;  // u32[bins]
  outside: number;
  kernelMs: number;
  copyMs: number;
}

const WORKGROUP = 256;
const MOST_WORKGROUPS = 1024;
const SMALLEST_NORMAL = 2 ** -126;

const normal = (value: number): number => (Math.abs(value) < SMALLEST_NORMAL ? 0 : value);

/** The 32 bytes of histogram_f32's Params. */
export function histogramParams(lo: number, hi: number, bins: number, count: number): Uint32Array<ArrayBuffer> {
  const params = new Uint32Array(8);
  const scale = Math.fround(bins / Math.fround(Math.fround(hi) - Math.fround(lo)));
  new Float32Array(params.buffer).set([normal(lo), normal(hi), scale]);
  params[3] = bins;
  params[4] = count;
  return params;
}

export class Kernels {
  private readonly sources = new Map<string, Promise<string>>();
  private readonly pipelines = new Map<string, { generation: number; pipeline: GPUComputePipeline }>();

  constructor(private readonly gpu: Gpu, private readonly source: (kernel: string) => Promise<string>) {}

  /** histogram_f32 over values, in pieces that fit a storage buffer. */
  async histogram(kernel: string, values: Float32Array, lo: number, hi: number, bins: number): Promise<Counted> {
    const device = await this.gpu.get();
    const pipeline = await this.pipeline(device, kernel);
    const size = (bins + 1) * 4;
    const counts = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
    const result = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const most = Math.floor(Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize, 1 << 28) / 4);
    let [copyMs, kernelMs] = [0, 0];
    for (let at = 0; at < Math.max(1, values.length); at += most) {
      const piece = values.subarray(at, Math.min(at + most, values.length));
      const started = performance.now();
      const input = upload(device, piece, GPUBufferUsage.STORAGE);
      const params = upload(device, histogramParams(lo, hi, bins, piece.length), GPUBufferUsage.UNIFORM);
      await device.queue.onSubmittedWorkDone();
      copyMs += performance.now() - started;
      kernelMs += await dispatch(device, pipeline, [input, params, counts], piece.length);
      input.destroy();
      params.destroy();
    }
    const started = performance.now();
    const words = await read(device, counts, result, size);
    counts.destroy();
    result.destroy();
    return { counts: words.slice(0, bins).buffer, outside: words[bins] as number, kernelMs, copyMs: copyMs + performance.now() - started };
  }

  private async pipeline(device: GPUDevice, kernel: string): Promise<GPUComputePipeline> {
    const kept = this.pipelines.get(kernel);
    if (kept && kept.generation === this.gpu.generation) return kept.pipeline;
    let source = this.sources.get(kernel);
    if (!source) {
      source = this.source(kernel);
      this.sources.set(kernel, source);
      source.catch(() => this.sources.delete(kernel));
    }
    const module = device.createShaderModule({ code: await source, label: kernel });
    const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
    this.pipelines.set(kernel, { generation: this.gpu.generation, pipeline });
    return pipeline;
  }
}

function upload(device: GPUDevice, data: Float32Array | Uint32Array, usage: number): GPUBuffer {
  const buffer = device.createBuffer({ size: Math.max(4, data.byteLength), usage: usage | GPUBufferUsage.COPY_DST });
  // The queue takes views of shared memory as they are; the types do not say so.
  if (data.byteLength > 0) device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>);
  return buffer;
}

async function dispatch(device: GPUDevice, pipeline: GPUComputePipeline, buffers: GPUBuffer[], count: number): Promise<number> {
  const started = performance.now();
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(Math.max(1, Math.min(MOST_WORKGROUPS, Math.ceil(count / WORKGROUP))));
  pass.end();
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
  return performance.now() - started;
}

async function read(device: GPUDevice, from: GPUBuffer, to: GPUBuffer, size: number): Promise<Uint32Array<ArrayBuffer>> {
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(from, 0, to, 0, size);
  device.queue.submit([encoder.finish()]);
  await to.mapAsync(GPUMapMode.READ);
  return new Uint32Array(to.getMappedRange().slice(0));
}
