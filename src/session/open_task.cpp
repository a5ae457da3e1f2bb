#include "session/open_task.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "io/format.hpp"

namespace assay::session {

using base::ErrorCode;
using base::Result;
using base::Step;

namespace {

constexpr std::uint64_t head_bytes = 65'536;

// Class labels that the model carries: its ZipMap's, else the metadata `assay.classes`.
std::vector<std::string> class_labels(const onnx::Model& model, const std::vector<onnx::RemovedZipMap>& removed) {
  std::vector<std::string> labels;
  for (const auto& zipmap : removed) {
    labels = zipmap.string_labels;
    for (const auto label : zipmap.int_labels) labels.push_back(std::to_string(label));
  }
  if (!labels.empty()) return labels;
  const auto text = model.metadata("assay.classes");
  if (!text) return labels;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_array()) return labels;
  for (const auto& label : json) {
    if (!label.is_string() && !label.is_number_integer()) return {};
    labels.push_back(label.is_string() ? label.get<std::string>() : std::to_string(label.get<std::int64_t>()));
  }
  return labels;
}

}  // namespace

Result<std::shared_ptr<const LoadedModel>> open_model(const std::string& name, std::span<const std::byte> bytes) {
  auto loaded = std::make_shared<LoadedModel>();
  loaded->name = name;
  loaded->file_bytes = bytes.size();
  auto model = onnx::read_model(bytes, name);
  if (!model) return std::unexpected(model.error());
  loaded->model = *std::move(model);

  std::vector<std::byte> rewritten;
  std::span<const std::byte> now = bytes;
  auto zipmap = onnx::remove_zipmap(now);
  if (!zipmap) return std::unexpected(zipmap.error());
  std::vector<onnx::RemovedZipMap> removed;
  if (*zipmap) {
    rewritten = std::move((*zipmap)->bytes);
    removed = std::move((*zipmap)->removed);
    now = rewritten;
    for (const auto& one : removed) {
      loaded->notes.push_back("Output \"" + one.output + "\" is a plain tensor now: its ZipMap was taken out.");
    }
  }
  auto batch = onnx::make_batch_dynamic(now);
  if (!batch) return std::unexpected(batch.error());
  if (batch->changed) {
    rewritten = std::move(batch->bytes);
    now = rewritten;
    loaded->notes.push_back("The model was exported for one row at a time; it takes whole batches now.");
  }
  auto runnable = onnx::read_model(now, name);
  if (!runnable) return std::unexpected(runnable.error());
  loaded->runnable = *std::move(runnable);
  loaded->classes = class_labels(loaded->model, removed);
  auto buffer = base::copy_to_buffer(now);
  if (!buffer) return std::unexpected(buffer.error());
  loaded->bytes = *std::move(buffer);
  return loaded;
}

OpenTask::OpenTask(io::ByteSourcePtr source, io::ReadOptions options)
    : source_(std::move(source)), options_(std::move(options)) {
  progress.phase("Waiting for bytes");
}

int OpenTask::max_parallelism() const {
  return reading_.load(std::memory_order_acquire) ? reader_->max_parallelism() : 1;
}

data::TablePtr OpenTask::snapshot() const {
  return reading_.load(std::memory_order_acquire) ? reader_->snapshot() : nullptr;
}

Step OpenTask::identify() {
  const auto available = source_->available_bytes();
  if (available < head_bytes && !source_->complete()) return Step::Blocked;
  std::vector<std::byte> head(static_cast<std::size_t>(std::min(available, head_bytes)));
  if (auto read = source_->read(0, head); !read) return failed(read.error());
  auto format = io::identify(source_->name(), head, source_->size_bytes().value_or(available));
  if (!format) return failed(format.error());
  if ((*format)->kind == io::Kind::Model) {
    is_model_ = true;
    progress.phase("Reading the model");
    return Step::More;
  }
  if ((*format)->make_reader == nullptr) {
    return failed({ErrorCode::Unsupported,
                   source_->name() + " is " + std::string((*format)->description) + ", which this build cannot read.",
                   "Convert it to CSV and open that.",
                   {source_->name(), {}, {}, {}}});
  }
  reader_ = (*format)->make_reader(source_, options_);
  reading_.store(true, std::memory_order_release);
  return Step::More;
}

Step OpenTask::read_model() {
  progress.total = source_->size_bytes().value_or(0);
  progress.done = source_->available_bytes();
  if (!source_->complete()) return Step::Blocked;
  const auto size = static_cast<std::size_t>(source_->available_bytes());
  std::vector<std::byte> copy;
  auto bytes = source_->view(0, size);
  if (!bytes) {
    copy.resize(size);
    if (auto read = source_->read(0, copy); !read) return failed(read.error());
    bytes = copy;
  }
  auto model = open_model(source_->name(), *bytes);
  if (!model) return failed(model.error());
  model_ = *std::move(model);
  return Step::Done;
}

Step OpenTask::step() {
  if (!reading_.load(std::memory_order_acquire)) {
    const std::scoped_lock lock(mutex_);
    if (auto error = source_->error()) return failed(*error);
    if (model_) return Step::Done;
    if (is_model_) return read_model();
    return identify();
  }
  if (auto error = source_->error()) return failed(*error);
  const Step result = reader_->step();
  progress.done = reader_->progress.done.load();
  progress.total = reader_->progress.total.load();
  progress.done_bytes = reader_->progress.done_bytes.load();
  progress.phase(reader_->progress.phase());
  if (result == Step::Failed) {
    return failed(reader_->error().value_or(base::Error{ErrorCode::Internal, "The reader stopped.", {}, {}}));
  }
  return result;
}

std::optional<io::Loaded> OpenTask::take_table() {
  if (!reader_) return std::nullopt;
  return reader_->take();
}

}  // namespace assay::session
