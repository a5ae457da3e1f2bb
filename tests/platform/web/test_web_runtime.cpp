#include <catch2/catch_test_macros.hpp>

#include <cstring>

#include "platform/web/tensors.hpp"
#include "platform/web/web_runtime.hpp"

namespace {

using namespace assay;
using base::ErrorCode;
using inference::ElementType;
using platform::web::WebGpu;
using platform::web::WebRuntime;

template <class T>
base::Buffer buffer_of(const std::vector<T>& values) {
  return *base::copy_to_buffer(std::as_bytes(std::span(values)));
}

template <class M>
M told(bridge::Seam& seam) {
  const auto text = seam.outbox.take();
  REQUIRE(text);
  auto message = bridge::decode_to_host(*text);
  REQUIRE(message);
  REQUIRE(std::holds_alternative<M>(*message));
  return std::get<M>(*message);
}

// A block as the page fills it.
template <class T>
bridge::Ref block(bridge::Seam& seam, const std::vector<T>& values) {
  const std::size_t bytes = values.size() * sizeof(T);
  std::byte* at = seam.heap.allocate(bytes);
  if (bytes > 0) std::memcpy(at, values.data(), bytes);
  return bridge::ref_of(at, bytes);
}

bridge::TensorRef output(bridge::Seam& seam, const std::vector<float>& values, std::vector<std::int64_t> dims) {
  return {"y", bridge::ElementKind::Float32, std::move(dims), block(seam, values), {}};
}

inference::Tensor input(const std::vector<float>& values) {
  return {"x", ElementType::Float32, {static_cast<std::int64_t>(values.size())}, buffer_of(values), {}};
}

}  // namespace

TEST_CASE("load and run: inputs cross by reference, outputs are taken over without a copy") {
  bridge::Seam seam;
  WebRuntime runtime(seam, 4);
  auto loading = runtime.load(buffer_of<char>({'m'}), {inference::Device::WebGpu, 9});
  const auto load = told<bridge::ModelLoad>(seam);
  CHECK(load.threads == 4);
  CHECK(load.device == bridge::DeviceKind::Webgpu);
  CHECK(load.model.length == 1);
  runtime.handle(bridge::ModelLoaded{load.call, 7, "GPU", 1, 2, 3, {"x"}, {"y"}});
  REQUIRE(loading->ready());
  const auto info = loading->take();
  REQUIRE(info);
  CHECK(info->id == 7);
  CHECK(info->device == inference::Device::WebGpu);

  auto running = runtime.run(7, {input({1, 2, 3})}, 500);
  const auto run = told<bridge::ModelRun>(seam);
  REQUIRE(run.inputs.size() == 1);
  CHECK(run.inputs[0].data.length == 12);
  const auto* sent = reinterpret_cast<const float*>(static_cast<std::uintptr_t>(run.inputs[0].data.offset));
  CHECK(sent[2] == 3.0F);
  const auto out = output(seam, {5, 6}, {2, 1});
  runtime.handle(bridge::ModelRan{run.call, {out}, 1.5, 0.5});
  const auto result = running->take();
  REQUIRE(result);
  REQUIRE(result->outputs.size() == 1);
  CHECK(reinterpret_cast<std::uintptr_t>(result->outputs[0].data.data()) == out.data.offset);
  CHECK(result->outputs[0].data.as<float>()[1] == 6.0F);
  CHECK(seam.heap.count() == 0);
}

TEST_CASE("outputs that do not fit their shape are an error, and nothing leaks") {
  bridge::Seam seam;
  WebRuntime runtime(seam, 1);
  for (const auto& dims : std::vector<std::vector<std::int64_t>>{
           {3}, {-1}, {}, {1 << 30, 1 << 30, 1 << 30}, {INT64_MAX / 1024 / 1024}}) {
    auto running = runtime.run(1, {}, 500);
    const auto run = told<bridge::ModelRun>(seam);
    runtime.handle(bridge::ModelRan{run.call, {output(seam, {1, 2}, dims), output(seam, {1}, {1})}, 0, 0});
    REQUIRE(running->ready());
    CHECK(running->take().error().code == ErrorCode::Runtime);
    CHECK(seam.heap.count() == 0);
  }
  auto running = runtime.run(1, {}, 500);
  const auto run = told<bridge::ModelRun>(seam);
  runtime.handle(bridge::ModelRan{run.call, {{"y", bridge::ElementKind::Float32, {1}, {12345, 4}, {}}}, 0, 0});
  CHECK_FALSE(running->take());
}

TEST_CASE("strings cross both ways; broken offsets are refused") {
  bridge::Seam seam;
  const std::vector<std::string> texts{"", "a", "Größe", ""};
  std::vector<base::Buffer> kept;
  const auto ref = platform::web::to_ref({"s", ElementType::String, {4}, {}, texts}, kept);
  REQUIRE(ref);
  CHECK(kept.size() == 2);
  const auto back = [&](const std::vector<char>& bytes, const std::vector<std::uint32_t>& offsets, std::int64_t count) {
    return platform::web::from_ref({"s", bridge::ElementKind::String, {count}, block(seam, bytes), block(seam, offsets)},
                                   seam.heap);
  };
  const auto bytes = kept[0].as<char>();
  const auto offsets = kept[1].as<std::uint32_t>();
  const auto tensor = back({bytes.begin(), bytes.end()}, {offsets.begin(), offsets.end()}, 4);
  REQUIRE(tensor);
  CHECK(tensor->strings == texts);
  CHECK_FALSE(back({'a', 'b'}, {0, 3, 2}, 2));
  CHECK_FALSE(back({'a', 'b'}, {0, 2, 1, 2}, 3));
  CHECK_FALSE(back({'a', 'b'}, {1, 2}, 1));
  CHECK_FALSE(back({'a', 'b'}, {0, 2}, 2));
  CHECK_FALSE(back({}, {}, 0));
  CHECK(back({}, {0}, 0)->strings.empty());
  CHECK(seam.heap.count() == 0);
}

TEST_CASE("interrupt answers at once, and keeps the memory until the page has let go of it") {
  bridge::Seam seam;
  WebRuntime runtime(seam, 1);
  runtime.interrupt();
  CHECK_FALSE(seam.outbox.take());
  auto running = runtime.run(1, {input({1})}, 500);
  const auto run = told<bridge::ModelRun>(seam);
  runtime.interrupt();
  static_cast<void>(told<bridge::RuntimeInterrupt>(seam));
  REQUIRE(running->ready());
  CHECK(running->take().error().code == ErrorCode::Cancelled);
  CHECK(runtime.handle(bridge::CallFailed{run.call, bridge::FailureCode::Cancelled, "", ""}));
  CHECK_FALSE(runtime.handle(bridge::CallFailed{run.call, bridge::FailureCode::Cancelled, "", ""}));
}

TEST_CASE("failures keep their code and their words") {
  bridge::Seam seam;
  WebRuntime runtime(seam, 1);
  auto running = runtime.run(1, {}, 500);
  const auto run = told<bridge::ModelRun>(seam);
  runtime.handle(bridge::CallFailed{run.call, bridge::FailureCode::Timeout, "hung", "less"});
  const auto error = running->take().error();
  CHECK(error.code == ErrorCode::Timeout);
  CHECK(error.message == "hung");
  CHECK(error.hint == "less");
}

TEST_CASE("an answer that comes late is freed") {
  bridge::Seam seam;
  WebRuntime runtime(seam, 1);
  runtime.handle(bridge::ModelRan{99, {output(seam, {1}, {1})}, 0, 0});
  CHECK(seam.heap.count() == 0);
}

TEST_CASE("what the GPU is decides which devices there are") {
  bridge::Seam seam;
  WebRuntime runtime(seam, 2);
  WebGpu gpu(seam);
  CHECK_FALSE(runtime.devices().at(1).available);
  CHECK_FALSE(gpu.adapter());
  runtime.handle(bridge::GpuInfo{true, "SwiftShader", ""});
  gpu.handle(bridge::GpuInfo{true, "SwiftShader", ""});
  CHECK(runtime.devices().at(1).name == "SwiftShader");
  CHECK(runtime.devices().at(0).name == "2 threads, SIMD");
  CHECK(*gpu.adapter() == "SwiftShader");
}

TEST_CASE("a histogram on the GPU: asked, answered, refused when it makes no sense") {
  bridge::Seam seam;
  WebGpu gpu(seam);
  auto pending = gpu.histogram({buffer_of<float>({1, 2}), 0, 4, 2});
  const auto run = told<bridge::KernelRun>(seam);
  CHECK(run.kernel == "histogram_f32");
  CHECK(run.values.length == 8);
  gpu.handle(bridge::KernelRan{run.call, block<std::uint32_t>(seam, {1, 1}), 0, 1, 1, "GPU"});
  CHECK(pending->take()->counts == std::vector<std::uint32_t>{1, 1});

  auto wrong = gpu.histogram({buffer_of<float>({1, 2}), 0, 4, 2});
  gpu.handle(bridge::KernelRan{told<bridge::KernelRun>(seam).call, block<std::uint32_t>(seam, {1}), 0, 1, 1, "GPU"});
  CHECK_FALSE(wrong->take());
  CHECK_FALSE(gpu.histogram({{}, 1, 1, 2})->take());
  CHECK_FALSE(gpu.histogram({{}, 0, 1, 0})->take());
  CHECK_FALSE(gpu.histogram({{}, 0, 1, 5000})->take());
  CHECK_FALSE(seam.outbox.take());
  CHECK(seam.heap.count() == 0);
}
