#include "data/array.hpp"

namespace assay::data {

ArrayPtr Array::fixed(Type type, std::int64_t length, base::Buffer values, base::Buffer validity,
                      std::int64_t null_count) {
  auto array = std::shared_ptr<Array>(new Array());
  array->type_ = type;
  array->length_ = length;
  array->null_count_ = null_count;
  array->values_ = std::move(values);
  if (null_count > 0) array->validity_ = std::move(validity);
  return array;
}

ArrayPtr Array::text(std::int64_t length, base::Buffer offsets, base::Buffer bytes,
                     base::Buffer validity, std::int64_t null_count) {
  auto array = std::shared_ptr<Array>(new Array());
  array->length_ = length;
  array->null_count_ = null_count;
  array->values_ = std::move(offsets);
  array->bytes_ = std::move(bytes);
  if (null_count > 0) array->validity_ = std::move(validity);
  return array;
}

ArrayPtr Array::dictionary(std::int64_t length, base::Buffer codes, ArrayPtr dictionary,
                           base::Buffer validity, std::int64_t null_count) {
  auto array = std::shared_ptr<Array>(new Array());
  array->length_ = length;
  array->null_count_ = null_count;
  array->values_ = std::move(codes);
  array->dictionary_ = std::move(dictionary);
  if (null_count > 0) array->validity_ = std::move(validity);
  return array;
}

std::string_view Array::text(std::int64_t i) const {
  if (!is_valid(i)) return {};
  if (dictionary_) return dictionary_->text(codes()[static_cast<std::size_t>(i)]);
  const auto at = offsets();
  const auto begin = static_cast<std::size_t>(at[static_cast<std::size_t>(i)]);
  const auto end = static_cast<std::size_t>(at[static_cast<std::size_t>(i) + 1]);
  return {reinterpret_cast<const char*>(bytes_.data()) + begin, end - begin};
}

double Array::number(std::int64_t i) const {
  const auto at = static_cast<std::size_t>(i);
  switch (type_) {
    case Type::Boolean: return boolean(i) ? 1.0 : 0.0;
    case Type::Integer:
    case Type::Timestamp: return static_cast<double>(integers()[at]);
    case Type::Real: return reals()[at];
    case Type::Text: break;
  }
  return 0.0;
}

std::size_t Array::size_bytes() const {
  return validity_.size_bytes() + values_.size_bytes() + bytes_.size_bytes();
}

}  // namespace assay::data
