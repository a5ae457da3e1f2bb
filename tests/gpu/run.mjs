// Shader parity: every WGSL kernel on a real WebGPU implementation (Dawn) against the answers of its C++ twin.
//
//   node tests/gpu/run.mjs [--build DIR]
//
// Builds test_compute (native-debug unless --build names another build folder), lets it write the cases and the
// expected answers, and runs the shaders over them. The adapter is the machine's, or Chromium's SwiftShader.
// Without any adapter it says so and passes: the C++ side is tested on its own.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const workgroupSize = 256;

function buildFolder() {
  const at = process.argv.indexOf('--build');
  if (at > 0) return process.argv[at + 1];
  const folder = join(root, 'build/native-debug');
  const quiet = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync('cmake', ['--preset', 'native-debug'], quiet);
  execFileSync('ninja', ['-C', folder, 'test_compute'], quiet);
  return folder;
}

function writeCases() {
  const folder = mkdtempSync(join(tmpdir(), 'assay-parity-'));
  execFileSync(join(buildFolder(), 'test_compute'), ['[.parity]'],
               { env: { ...process.env, ASSAY_PARITY_FOLDER: folder }, stdio: ['ignore', 'ignore', 'inherit'] });
  const cases = JSON.parse(readFileSync(join(folder, 'histogram_f32.json'), 'utf8'));
  const values = readFileSync(join(folder, 'histogram_f32.bin'));
  rmSync(folder, { recursive: true });
  return { cases, values };
}

// Dawn looks for Vulkan drivers where this variable says; SwiftShader comes with Chromium.
async function openAdapter() {
  if (!process.env.VK_ICD_FILENAMES) {
    const found = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome']
      .map((folder) => join(folder, 'vk_swiftshader_icd.json')).find(existsSync);
    if (found) process.env.VK_ICD_FILENAMES = found;
  }
  let webgpu;
  try {
    webgpu = await import('webgpu');
  } catch (error) {
    return { why: `npm's webgpu cannot be loaded: ${error.message}` };
  }
  Object.assign(globalThis, webgpu.globals);
  globalThis.assayGpu = webgpu.create([]);  // kept: a collected instance takes its devices with it
  const adapter = await globalThis.assayGpu.requestAdapter();
  return adapter ? { adapter } : { why: 'WebGPU finds no adapter here (Chromium brings a software one)' };
}

class Histogram {
  constructor(device) {
    this.device = device;
    const module = device.createShaderModule({ code: readFileSync(join(root, 'shaders/histogram_f32.wgsl'), 'utf8') });
    this.pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  }

  buffer(bytes, usage, size = Math.max(4, bytes.byteLength)) {
    const buffer = this.device.createBuffer({ size, usage: usage | GPUBufferUsage.COPY_DST });
    if (bytes.byteLength) this.device.queue.writeBuffer(buffer, 0, bytes);
    return buffer;
  }

  async run(one, values, workgroups) {
    const params = new Uint32Array([...one.params, one.bins, one.count, 0, 0, 0]);
    const size = (one.bins + 1) * 4;
    const input = this.buffer(values, GPUBufferUsage.STORAGE);
    const uniform = this.buffer(params, GPUBufferUsage.UNIFORM);
    const counts = this.device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
    const read = this.device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const group = this.device.createBindGroup({ layout: this.pipeline.getBindGroupLayout(0),
      entries: [input, uniform, counts].map((buffer, binding) => ({ binding, resource: { buffer } })) });
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(workgroups);
    pass.end();
    encoder.copyBufferToBuffer(counts, 0, read, 0, size);
    this.device.queue.submit([encoder.finish()]);
    await read.mapAsync(GPUMapMode.READ);
    const answer = Array.from(new Uint32Array(read.getMappedRange()));
    for (const buffer of [input, uniform, counts, read]) buffer.destroy();
    return answer;
  }
}

// The first difference, or nothing.
function difference(one, answer) {
  const expected = [...one.counts, one.outside];
  const at = expected.findIndex((count, i) => count !== answer[i]);
  if (at < 0) return null;
  const place = at < one.bins ? `bin ${at} of ${one.bins}` : 'outside';
  return `${place}: the shader counts ${answer[at]}, C++ ${expected[at]}`;
}

const { adapter, why } = await openAdapter();
if (!adapter) {
  console.log(`shader parity: skipped, ${why}`);
  process.exit(0);
}
const info = adapter.info;
console.log(`adapter: ${[info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ') || 'unnamed'}`);
const device = await adapter.requestDevice();
const problems = [];
device.addEventListener('uncapturederror', (event) => problems.push(`WebGPU: ${event.error.message}`));
const { cases, values } = writeCases();
const histogram = new Histogram(device);
let passed = 0;
for (const one of cases) {
  const slice = values.subarray(one.offset, one.offset + one.count * 4);
  // A software adapter takes long for a workgroup, so there are few. One workgroup has to stride over everything; many end with threads that have nothing to do.
  const many = Math.max(1, Math.min(24, Math.ceil(one.count / workgroupSize)));
  for (const workgroups of one.count <= 20_000 && many > 1 ? [1, many] : [many]) {
    const wrong = difference(one, await histogram.run(one, slice, workgroups));
    if (wrong) problems.push(`histogram_f32, ${one.name}, ${workgroups} workgroups: ${wrong}`);
    else passed += 1;
  }
}
device.destroy();
for (const problem of problems) console.error(problem);
console.log(`# fail ${problems.length}\n# pass ${passed}`);
process.exit(problems.length ? 1 : 0);
