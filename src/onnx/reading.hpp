// What the parts of the ONNX reader share: where reading stands, the first problem, warnings, limits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "onnx/model.hpp"
#include "onnx/wire.hpp"

namespace assay::onnx {

// The message that is being read; decides how its fields are called in an error.
enum class Message : std::uint8_t {
  Model, Opset, Entry, Graph, Function, Node, Attribute, Tensor, SparseTensor, ValueInfo, Type, Shape, Dim,
};

inline constexpr std::size_t max_rank = 64;  // dimensions that are kept; runtimes' kernels stop far below

[[nodiscard]] inline ElementType element_of(std::uint64_t number) {
  return number <= static_cast<std::uint64_t>(ElementType::Float4e2m1) ? static_cast<ElementType>(number)
                                                                       : ElementType::Unknown;
}

class Reading {
 public:
  Reading(wire::Bytes file, std::string_view file_name) : file_size_(file.size()), file_name_(file_name) {}

  Model model;

  // Visit the fields of a message. False when it is malformed (the problem is kept) or visit() said false.
  template <class Visit>
  [[nodiscard]] bool fields(Message message, std::uint64_t index, wire::Bytes bytes, std::uint64_t at, Visit&& visit) {
    places_.push_back({message, index});
    wire::Reader reader(bytes, at);
    while (const auto field = reader.next()) {
      if (!visit(*field)) return false;
    }
    if (reader.problem()) return fault(*reader.problem());
    places_.pop_back();
    return true;
  }

  // A number list inside `field` is malformed.
  [[nodiscard]] bool malformed_numbers(const wire::Field& field);
  [[nodiscard]] base::Error error() const;

  void warn(std::string text);
  void risk(std::string text);
  // Text from the file as valid UTF-8.
  [[nodiscard]] std::string text(std::string_view raw);
  // May one more entry be listed? Counts it; sets listing_truncated when the budget is used up.
  [[nodiscard]] bool may_list();
  // Move counted operators, external files and the left-over notes into the model.
  void finish();

  void count_operator(std::string_view domain, std::string_view op_type);
  void count_external(const std::string& location, std::uint64_t size_bytes);

 private:
  struct Place {
    Message message;
    std::uint64_t index;
  };

  bool fault(const wire::Problem& problem);
  [[nodiscard]] std::string place_text() const;

  std::uint64_t file_size_;
  std::string file_name_;
  std::vector<Place> places_;
  std::optional<wire::Problem> problem_;
  std::uint64_t list_budget_ = 2'000'000;  // some hundred MB of structs at the very most
  std::uint64_t more_warnings_ = 0;
  bool bad_text_ = false;
  std::unordered_map<std::string, OperatorCount> operators_;
  std::unordered_map<std::string, ExternalFile> external_;
};

// TensorProto -> what it declares and holds. `index`: for messages.
[[nodiscard]] bool read_tensor(Reading& reading, std::uint64_t index, const wire::Field& field, Initializer& out);
[[nodiscard]] bool read_sparse_tensor(Reading& reading, std::uint64_t index, const wire::Field& field,
                                      Initializer& out);
[[nodiscard]] bool read_value_info(Reading& reading, std::uint64_t index, const wire::Field& field, ValueInfo& out);

// Add what a tensor holds to the model's totals. `what`: "Initializer \"w\"".
void add_to_totals(Reading& reading, const Initializer& tensor);

// Cycles, inputs that nothing provides, names written twice, domains without an opset: warnings.
void check_graph(Reading& reading);

}  // namespace assay::onnx
