#include "onnx/reading.hpp"

#include <algorithm>

#include "onnx/proto.hpp"
#include "onnx/recognise.hpp"
#include "onnx/text.hpp"

namespace assay::onnx {

namespace {

constexpr std::size_t max_warnings = 50;
constexpr std::size_t max_distinct = 10'000;

std::string_view message_name(Message message) {
  switch (message) {
    case Message::Model: return "model";
    case Message::Opset: return "opset import";
    case Message::Entry: return "metadata entry";
    case Message::Graph: return "graph";
    case Message::Function: return "function";
    case Message::Node: return "node";
    case Message::Attribute: return "attribute";
    case Message::Tensor: return "tensor";
    case Message::SparseTensor: return "sparse tensor";
    case Message::ValueInfo: return "input or output";
    case Message::Type: return "type";
    case Message::Shape: return "shape";
    case Message::Dim: return "dimension";
  }
  return "message";
}

std::string_view field_name(Message message, std::uint32_t number) {
  switch (message) {
    case Message::Model:
      switch (number) {
        case proto::model::ProducerName: return "producer name";
        case proto::model::ProducerVersion: return "producer version";
        case proto::model::DocString: return "description";
        case proto::model::Graph: return "graph";
        case proto::model::OpsetImport: return "opset import";
        case proto::model::MetadataProps: return "metadata";
        case proto::model::Functions: return "function";
        default: return {};
      }
    case Message::Graph:
      switch (number) {
        case proto::graph::Node: return "node";
        case proto::graph::Name: return "name";
        case proto::graph::Initializer: return "initializer";
        case proto::graph::Input: return "input";
        case proto::graph::Output: return "output";
        case proto::graph::ValueInfo: return "value info";
        default: return {};
      }
    case Message::Node:
      switch (number) {
        case proto::node::Input: return "input name";
        case proto::node::Output: return "output name";
        case proto::node::Name: return "name";
        case proto::node::OpType: return "operator";
        case proto::node::Attribute: return "attribute";
        default: return {};
      }
    case Message::Attribute:
      switch (number) {
        case proto::attribute::Name: return "name";
        case proto::attribute::S: return "text";
        case proto::attribute::T: return "tensor";
        case proto::attribute::G: return "subgraph";
        case proto::attribute::Floats: return "numbers";
        case proto::attribute::Ints: return "numbers";
        case proto::attribute::Strings: return "texts";
        default: return {};
      }
    case Message::Tensor:
      switch (number) {
        case proto::tensor::Dims: return "dimensions";
        case proto::tensor::FloatData:
        case proto::tensor::Int32Data:
        case proto::tensor::Int64Data:
        case proto::tensor::DoubleData:
        case proto::tensor::Uint64Data: return "values";
        case proto::tensor::StringData: return "texts";
        case proto::tensor::Name: return "name";
        case proto::tensor::RawData: return "raw data";
        default: return {};
      }
    default: return {};
  }
}

// An index counts entries of one kind within its parent; these messages come one to a parent.
bool is_single(Message message) {
  return message == Message::Model || message == Message::Type || message == Message::Shape ||
         message == Message::Dim;
}

}  // namespace

bool Reading::fault(const wire::Problem& problem) {
  if (!problem_) problem_ = problem;
  return false;
}

bool Reading::malformed_numbers(const wire::Field& field) {
  wire::Problem problem;
  problem.fault = wire::Fault::BadVarint;
  problem.byte = field.at;
  problem.field = field.number;
  return fault(problem);
}

std::string Reading::place_text() const {
  std::string out;
  // Deep nesting: the ends of the path say enough.
  const auto add = [&](const Place& place) {
    if (!out.empty()) out += ", ";
    out += message_name(place.message);
    if (!is_single(place.message)) out += " " + std::to_string(place.index + 1);
  };
  constexpr std::size_t ends = 4;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_.size() > 2 * ends && i == ends) {
      out += ", …";
      i = places_.size() - ends;
    }
    add(places_[i]);
  }
  return out;
}

base::Error Reading::error() const {
  base::Error error{base::ErrorCode::Parse, {}, {}, {}};
  error.where.file = file_name_;
  if (!problem_) return error;
  error.where.byte = problem_->byte;
  const Message message = places_.empty() ? Message::Model : places_.back().message;
  std::string what(field_name(message, problem_->field));
  if (what.empty()) what = problem_->field == 0 ? "next field" : "field " + std::to_string(problem_->field);
  const std::string place = " (" + place_text() + ")";
  if (problem_->fault == wire::Fault::PastTheEnd) {
    const bool whole_file = problem_->byte + problem_->left == file_size_;
    error.message = "The model is cut short or damaged: at byte " + grouped(problem_->byte) + place + " its " + what +
                    " announces " + grouped(problem_->needed) + " bytes, but only " + grouped(problem_->left) +
                    (whole_file ? " are left in the file." : " are left in the part that holds it.");
    error.hint = "Copy or download the file again and compare its size with the original's";
    error.hint += whole_file && problem_->needed < (std::uint64_t{1} << 31)
                      ? " (at least " + grouped(problem_->byte + problem_->needed) + " bytes)."
                      : ".";
    return error;
  }
  error.message = "This is not an ONNX model, or it is damaged: at byte " + grouped(problem_->byte) + place + ", the " +
                  what + (problem_->fault == wire::Fault::BadVarint ? " is not a valid number." : " cannot exist.");
  error.hint = "Open a file with the extension .onnx, or export it again.";
  return error;
}

void Reading::warn(std::string text) {
  if (model.warnings.size() < max_warnings) model.warnings.push_back(std::move(text));
  else ++more_warnings_;
}

void Reading::risk(std::string text) {
  if (std::ranges::find(model.runtime_risks, text) == model.runtime_risks.end() &&
      model.runtime_risks.size() < max_warnings) {
    model.runtime_risks.push_back(std::move(text));
  }
}

std::string Reading::text(std::string_view raw) { return clean_text(raw, bad_text_); }

bool Reading::may_list() {
  if (list_budget_ == 0) {
    model.listing_truncated = true;
    return false;
  }
  --list_budget_;
  return true;
}

void Reading::count_operator(std::string_view domain, std::string_view op_type) {
  if (domain == "ai.onnx") domain = {};
  std::string key(domain);
  key += '\0';
  key += op_type;
  auto at = operators_.find(key);
  if (at == operators_.end()) {
    if (operators_.size() >= max_distinct) {
      model.listing_truncated = true;
      return;
    }
    at = operators_.emplace(std::move(key), OperatorCount{text(domain), text(op_type), 0}).first;
  }
  ++at->second.count;
}

void Reading::count_external(const std::string& location, std::uint64_t size_bytes) {
  model.needs_external_data = true;
  auto at = external_.find(location);
  if (at == external_.end()) {
    if (external_.size() >= max_distinct) {
      model.listing_truncated = true;
      return;
    }
    at = external_.emplace(location, ExternalFile{location, 0, 0}).first;
  }
  ++at->second.tensors;
  at->second.size_bytes += size_bytes;  // wraps only for a lying model; it is shown, never allocated
}

void Reading::finish() {
  for (auto& [key, count] : operators_) model.operators.push_back(std::move(count));
  std::ranges::sort(model.operators, [](const OperatorCount& a, const OperatorCount& b) {
    return std::tie(b.count, a.domain, a.op_type) < std::tie(a.count, b.domain, b.op_type);
  });
  for (auto& [key, file] : external_) model.external_files.push_back(std::move(file));
  std::ranges::sort(model.external_files, {}, &ExternalFile::location);
  if (bad_text_) {
    model.warnings.push_back("Some names or texts in the model are not valid UTF-8; the bad bytes are shown as \xEF\xBF\xBD.");
  }
  if (model.listing_truncated) {
    model.warnings.push_back("The model has more entries than are listed here; the counts are exact.");
  }
  if (more_warnings_ > 0) {
    model.warnings.push_back("And " + grouped(more_warnings_) + " more warnings of these kinds.");
  }
}

}  // namespace assay::onnx
