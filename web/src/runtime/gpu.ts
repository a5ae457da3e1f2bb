// One GPUDevice for our kernels and for ONNX Runtime. When it is lost it is made anew at the next use.

export interface GpuState {
  available: boolean;
  name: string;
  reason: string;
}

/** Features that ONNX Runtime's kernels use where they are there. */
const FEATURES: readonly string[] = ['shader-f16', 'subgroups', 'timestamp-query', 'chromium-experimental-timestamp-query-inside-passes'];
const LIMITS = [
  'maxBufferSize', 'maxStorageBufferBindingSize', 'maxStorageBuffersPerShaderStage', 'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup', 'maxComputeWorkgroupSizeX', 'maxComputeWorkgroupSizeY', 'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

export function nameOf(info: Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'>): string {
  const parts = [info.description || info.device, info.vendor, info.architecture].filter((part) => part !== '');
  return parts.length > 0 ? [...new Set(parts)].join(', ') : 'WebGPU adapter';
}

export class Gpu {
  private adapter: GPUAdapter | null = null;
  private device: Promise<GPUDevice> | null = null;
  private state: GpuState = { available: false, name: '', reason: 'The browser was not asked yet.' };
  /** Grows with every device: what was made for an older one is gone. */
  generation = 0;

  /** changed: the device was lost, or the answer to "is there one?" is another. */
  constructor(private readonly changed: (state: GpuState) => void) {}

  get name(): string {
    return this.state.name;
  }

  async probe(): Promise<void> {
    const gpu = (navigator as Navigator & { gpu?: GPU }).gpu;
    if (!gpu) return this.tell({ available: false, name: '', reason: isSecureContext ? 'This browser has no WebGPU.' : 'WebGPU needs a page served by https.' });
    try {
      this.adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    } catch (error) {
      return this.tell({ available: false, name: '', reason: `WebGPU could not be started: ${String(error)}` });
    }
    if (!this.adapter) return this.tell({ available: false, name: '', reason: 'This browser has WebGPU, but no graphics adapter that it can use.' });
    this.tell({ available: true, name: nameOf(this.adapter.info), reason: '' });
  }

  /** Rejects with why there is none. */
  get(): Promise<GPUDevice> {
    this.device ??= this.open();
    this.device.catch(() => {
      this.device = null;
    });
    return this.device;
  }

  private async open(): Promise<GPUDevice> {
    if (!this.adapter) await this.probe();  // an adapter serves for one device only
    const { adapter } = this;
    this.adapter = null;
    if (!adapter) throw new Error(this.state.reason);
    const requiredLimits: Record<string, number> = {};
    for (const limit of LIMITS) requiredLimits[limit] = adapter.limits[limit];
    const requiredFeatures = FEATURES.filter((feature) => adapter.features.has(feature)) as GPUFeatureName[];
    const device = await adapter.requestDevice({ requiredFeatures, requiredLimits });
    this.generation++;
    void device.lost.then((info) => {
      this.device = null;
      this.generation++;
      if (info.reason !== 'destroyed') this.tell({ ...this.state, reason: `The graphics device was lost and is started anew: ${info.message}` });
    });
    return device;
  }

  private tell(state: GpuState): void {
    this.state = state;
    this.changed(state);
  }
}
