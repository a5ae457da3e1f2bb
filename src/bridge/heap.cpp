#include "bridge/heap.hpp"

#include <utility>

namespace assay::bridge {

std::byte* HeapBlocks::allocate(std::size_t size_bytes) {
  if (size_bytes == 0) return nullptr;
  base::MutableBuffer block(size_bytes);
  if (!block.valid()) return nullptr;
  std::byte* at = block.data();
  const std::scoped_lock lock(mutex_);
  blocks_.emplace(reinterpret_cast<std::uintptr_t>(at), std::move(block));
  return at;
}

bool HeapBlocks::release(const std::byte* block) {
  const std::scoped_lock lock(mutex_);
  return blocks_.erase(reinterpret_cast<std::uintptr_t>(block)) == 1;
}

base::Result<base::Buffer> HeapBlocks::take(const Ref& ref) {
  if (ref.length == 0) return base::Buffer{};
  const std::scoped_lock lock(mutex_);
  const auto at = ref.offset > UINTPTR_MAX ? blocks_.end() : blocks_.find(static_cast<std::uintptr_t>(ref.offset));
  if (at == blocks_.end() || at->second.size_bytes() != ref.length) {
    return base::fail(base::ErrorCode::Internal, "The page named memory that was not given to it.",
                      "Reload the page. If it comes back, please report it.");
  }
  auto taken = std::move(at->second);
  blocks_.erase(at);
  return std::move(taken).freeze();
}

std::size_t HeapBlocks::count() const {
  const std::scoped_lock lock(mutex_);
  return blocks_.size();
}

}  // namespace assay::bridge
