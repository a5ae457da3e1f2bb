#include "platform/web/web_runtime.hpp"

#include <algorithm>
#include <utility>

#include "platform/web/tensors.hpp"

namespace assay::platform::web {

using base::ErrorCode;
using inference::Device;
using inference::DeviceOption;
using inference::RunResult;
using inference::SessionInfo;

base::Error error_of(const bridge::CallFailed& message) {
  return {static_cast<ErrorCode>(message.code), message.message, message.hint, {}};
}

// FailureCode lists ErrorCode's values in the same order.
static_assert(static_cast<int>(bridge::FailureCode::InvalidArgument) == static_cast<int>(ErrorCode::InvalidArgument));
static_assert(static_cast<int>(bridge::FailureCode::TypeMismatch) == static_cast<int>(ErrorCode::TypeMismatch));
static_assert(static_cast<int>(bridge::FailureCode::Runtime) == static_cast<int>(ErrorCode::Runtime));
static_assert(static_cast<int>(bridge::FailureCode::Timeout) == static_cast<int>(ErrorCode::Timeout));
static_assert(static_cast<int>(bridge::FailureCode::Internal) == static_cast<int>(ErrorCode::Internal));

// ---- WebRuntime ---------------------------------------------------------------------------------------

std::vector<DeviceOption> WebRuntime::devices() const {
  DeviceOption cpu{Device::Cpu, true, std::to_string(threads_) + (threads_ == 1 ? " thread, SIMD" : " threads, SIMD"), {}};
  const std::scoped_lock lock(mutex_);
  return {cpu, DeviceOption{Device::WebGpu, gpu_.available, gpu_.name, gpu_.reason}};
}

base::PendingPtr<SessionInfo> WebRuntime::load(base::Buffer model, inference::LoadOptions options) {
  auto pending = std::make_shared<base::Pending<SessionInfo>>();
  const int threads = options.threads > 0 ? std::min(options.threads, threads_) : threads_;
  const auto ref = bridge::ref_of(model);
  std::uint32_t call = 0;
  {
    const std::scoped_lock lock(mutex_);
    call = next_call_;
    next_call_ += 2;
    calls_[call] = Call{pending, nullptr, options.device, {std::move(model)}};
  }
  const auto device = options.device == Device::WebGpu ? bridge::DeviceKind::Webgpu : bridge::DeviceKind::Cpu;
  seam_.outbox.post(bridge::ModelLoad{call, ref, device, static_cast<std::uint32_t>(threads)});
  return pending;
}

base::PendingPtr<RunResult> WebRuntime::run(inference::SessionId session, std::vector<inference::Tensor> inputs,
                                            double timeout_ms) {
  auto pending = std::make_shared<base::Pending<RunResult>>();
  bridge::ModelRun message{0, session, {}, timeout_ms};
  Call entry{nullptr, pending, Device::Cpu, {}};
  for (auto& input : inputs) {
    auto ref = to_ref(std::move(input), entry.kept);
    if (!ref) {
      pending->resolve(std::unexpected(ref.error()));
      return pending;
    }
    message.inputs.push_back(*std::move(ref));
  }
  {
    const std::scoped_lock lock(mutex_);
    message.call = next_call_;
    next_call_ += 2;
    calls_[message.call] = std::move(entry);
  }
  seam_.outbox.post(message);
  return pending;
}

void WebRuntime::release(inference::SessionId session) { seam_.outbox.post(bridge::ModelRelease{session}); }

void WebRuntime::interrupt() {
  const base::Error cancelled{ErrorCode::Cancelled, "Cancelled: the model was stopped.", {}, {}};
  {
    const std::scoped_lock lock(mutex_);
    if (calls_.empty()) return;
    // The entries stay until the page has answered them: until then its worker may read their memory.
    for (auto& [id, call] : calls_) {
      if (call.run) call.run->resolve(std::unexpected(cancelled));
      if (call.load) call.load->resolve(std::unexpected(cancelled));
    }
  }
  seam_.outbox.post(bridge::RuntimeInterrupt{});
}

std::optional<WebRuntime::Call> WebRuntime::answered(std::uint32_t call) {
  const std::scoped_lock lock(mutex_);
  const auto at = calls_.find(call);
  if (at == calls_.end()) return std::nullopt;
  auto entry = std::move(at->second);
  calls_.erase(at);
  return entry;
}

void WebRuntime::handle(const bridge::GpuInfo& message) {
  const std::scoped_lock lock(mutex_);
  gpu_ = message;
}

void WebRuntime::handle(const bridge::ModelLoaded& message) {
  const auto call = answered(message.call);
  if (!call || !call->load) return;
  SessionInfo info;
  info.id = message.session;
  info.device = call->device;
  info.device_name = message.device_name;
  info.threads = static_cast<int>(message.threads);
  info.fetch_ms = message.fetch_ms;
  info.compile_ms = message.compile_ms;
  info.input_names = message.input_names;
  info.output_names = message.output_names;
  call->load->resolve(std::move(info));
}

void WebRuntime::handle(const bridge::ModelRan& message) {
  const auto call = answered(message.call);
  RunResult result;
  result.run_ms = message.run_ms;
  result.copy_ms = message.copy_ms;
  // Every block is taken, wanted or not: it is ours now.
  std::optional<base::Error> error;
  for (const auto& ref : message.outputs) {
    auto tensor = from_ref(ref, seam_.heap);
    if (tensor) {
      result.outputs.push_back(*std::move(tensor));
    } else if (!error) {
      error = tensor.error();
    }
  }
  if (!call || !call->run) return;
  if (error) {
    call->run->resolve(std::unexpected(*error));
  } else {
    call->run->resolve(std::move(result));
  }
}

bool WebRuntime::handle(const bridge::CallFailed& message) {
  const auto call = answered(message.call);
  if (!call) return false;
  if (call->load) call->load->resolve(std::unexpected(error_of(message)));
  if (call->run) call->run->resolve(std::unexpected(error_of(message)));
  return true;
}

// ---- WebGpu -------------------------------------------------------------------------------------------

base::Result<std::string> WebGpu::adapter() const {
  const std::scoped_lock lock(mutex_);
  if (!gpu_.available) {
    return base::fail(ErrorCode::Unsupported, gpu_.reason, "Everything works without it, on the CPU.");
  }
  return gpu_.name;
}

base::PendingPtr<compute::HistogramResult> WebGpu::histogram(compute::HistogramRequest request) {
  auto pending = std::make_shared<base::Pending<compute::HistogramResult>>();
  if (request.bins < 1 || request.bins > 4096 || !(request.lo < request.hi)) {
    pending->resolve(base::fail(ErrorCode::InvalidArgument, "A histogram needs 1 to 4096 bins over a range that is not empty."));
    return pending;
  }
  bridge::KernelRun message{0, "histogram_f32", bridge::ref_of(request.values), request.lo, request.hi, request.bins};
  {
    const std::scoped_lock lock(mutex_);
    message.call = next_call_;
    next_call_ += 2;
    calls_[message.call] = Call{pending, std::move(request.values), request.bins};
  }
  seam_.outbox.post(message);
  return pending;
}

std::optional<WebGpu::Call> WebGpu::answered(std::uint32_t call) {
  const std::scoped_lock lock(mutex_);
  const auto at = calls_.find(call);
  if (at == calls_.end()) return std::nullopt;
  auto entry = std::move(at->second);
  calls_.erase(at);
  return entry;
}

void WebGpu::handle(const bridge::GpuInfo& message) {
  const std::scoped_lock lock(mutex_);
  gpu_ = message;
}

void WebGpu::handle(const bridge::KernelRan& message) {
  const auto call = answered(message.call);
  auto counts = seam_.heap.take(message.counts);
  if (!call) return;
  if (!counts || counts->size_bytes() != call->bins * sizeof(std::uint32_t)) {
    call->pending->resolve(base::fail(ErrorCode::Runtime, "The GPU returned another number of bins than asked for."));
    return;
  }
  compute::HistogramResult result;
  const auto values = counts->as<std::uint32_t>();
  result.counts.assign(values.begin(), values.end());
  result.outside = message.outside;
  result.kernel_ms = message.kernel_ms;
  result.copy_ms = message.copy_ms;
  result.device = message.device;
  call->pending->resolve(std::move(result));
}

bool WebGpu::handle(const bridge::CallFailed& message) {
  const auto call = answered(message.call);
  if (!call) return false;
  call->pending->resolve(std::unexpected(error_of(message)));
  return true;
}

}  // namespace assay::platform::web
