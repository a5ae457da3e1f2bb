// Counts of float32 values in bins of equal width: the twin of compute::histogram_cpu (src/compute/kernels.hpp
// has the definition). Both must agree exactly.
//
//   binding 0  values   float32 bits; at least one element even when count = 0
//   binding 1  params   below, 32 bytes; scale = bins / (hi - lo) rounded to float32 by the caller, because a
//                       GPU's division may be off by 2.5 units in the last place. lo and hi not subnormal.
//   binding 2  counts   bins + 1 words, zero before the first dispatch; the last one counts what is outside
//
// Dispatch any number of workgroups in x (a few per core of the GPU are enough: each clears 16 KB): each thread takes every (256 * workgroups)-th value.
//
// Values are looked at as bits first: WGSL lets an implementation assume that no NaN or infinity occurs and
// flush subnormals, so comparing floats alone would not be portable.

struct Params {
  lo: f32,
  hi: f32,
  scale: f32,
  bins: u32,   // 1 to 4096
  count: u32,
  pad0: u32,
  pad1: u32,
  pad2: u32,
}

@group(0) @binding(0) var<storage, read> values: array<u32>;
@group(0) @binding(1) var<uniform> params: Params;
@group(0) @binding(2) var<storage, read_write> counts: array<atomic<u32>>;

var<workgroup> local: array<atomic<u32>, 4096>;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) global: vec3<u32>,
        @builtin(local_invocation_index) lane: u32,
        @builtin(num_workgroups) groups: vec3<u32>) {
  // `local` starts at zero: WGSL initialises workgroup memory.
  let stride = groups.x * 256u;
  var outside = 0u;
  for (var i = global.x; i < params.count; i += stride) {
    var bits = values[i];
    let exponent = bits & 0x7f800000u;
    if (exponent == 0u) {
      bits = 0u;  // zero or subnormal
    }
    let x = bitcast<f32>(select(bits, 0u, exponent == 0x7f800000u));
    if (exponent == 0x7f800000u || x < params.lo || x > params.hi) {
      outside += 1u;
    } else {
      let bin = min(u32((x - params.lo) * params.scale), params.bins - 1u);
      atomicAdd(&local[bin], 1u);
    }
  }
  if (outside > 0u) {
    atomicAdd(&counts[params.bins], outside);
  }
  workgroupBarrier();
  for (var bin = lane; bin < params.bins; bin += 256u) {
    let sum = atomicLoad(&local[bin]);
    if (sum > 0u) {
      atomicAdd(&counts[bin], sum);
    }
  }
}
