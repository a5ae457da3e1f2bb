// Tensors across the bridge: inputs as references into our heap, outputs as blocks that the page filled.
#pragma once

#include <vector>

#include "base/buffer.hpp"
#include "base/result.hpp"
#include "bridge/heap.hpp"
#include "bridge/messages.gen.hpp"
#include "inference/runtime.hpp"

namespace assay::platform::web {

// The references, and in `kept` what must live until the answer. Strings are laid out as bytes and offsets.
// Fails (Unsupported) for an element type that cannot cross.
[[nodiscard]] base::Result<bridge::TensorRef> to_ref(inference::Tensor tensor, std::vector<base::Buffer>& kept);

// Takes the blocks over. Fails when they are not what the shape needs.
[[nodiscard]] base::Result<inference::Tensor> from_ref(const bridge::TensorRef& ref, bridge::HeapBlocks& heap);

}  // namespace assay::platform::web
