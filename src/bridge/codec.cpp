// The codec of the messages: strict JSON. What the generated part needs of the primitives is here.
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "bridge/messages.gen.hpp"

namespace assay::bridge {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t max_safe_integer = 9007199254740991;  // 2^53 - 1: what a JavaScript number holds exactly

// ---- primitives -------------------------------------------------------------------------------------

void write(Json& to, bool value) { to = value; }
void write(Json& to, std::uint32_t value) { to = value; }
void write(Json& to, std::uint64_t value) { to = value; }
void write(Json& to, std::int64_t value) { to = value; }
void write(Json& to, double value) { to = std::isfinite(value) ? value : 0.0; }
void write(Json& to, const std::string& value) { to = value; }

bool read(const Json& from, bool& value) {
  if (!from.is_boolean()) return false;
  value = from.get<bool>();
  return true;
}

bool read(const Json& from, std::string& value) {
  if (!from.is_string()) return false;
  value = from.get_ref<const std::string&>();
  return true;
}

bool read(const Json& from, double& value) {
  if (!from.is_number()) return false;
  value = from.get<double>();
  return std::isfinite(value);
}

// JavaScript writes whole numbers without a fraction, so an integer of ours is an integer of JSON's.
bool read(const Json& from, std::int64_t& value) {
  if (!from.is_number_integer()) return false;
  if (from.is_number_unsigned() && from.get<std::uint64_t>() > static_cast<std::uint64_t>(max_safe_integer)) return false;
  value = from.get<std::int64_t>();
  return value >= -max_safe_integer;
}

bool read(const Json& from, std::uint64_t& value) {
  std::int64_t wide = 0;
  if (!read(from, wide) || wide < 0) return false;
  value = static_cast<std::uint64_t>(wide);
  return true;
}

bool read(const Json& from, std::uint32_t& value) {
  std::int64_t wide = 0;
  if (!read(from, wide) || wide < 0 || wide > std::numeric_limits<std::uint32_t>::max()) return false;
  value = static_cast<std::uint32_t>(wide);
  return true;
}

template <class E, std::size_t count>
bool read_enum(const Json& from, E& value) {
  if (!from.is_string()) return false;
  const auto& text = from.get_ref<const std::string&>();
  for (std::size_t i = 0; i < count; ++i) {
    if (text == to_string(static_cast<E>(i))) {
      value = static_cast<E>(i);
      return true;
    }
  }
  return false;
}

// ---- fields -----------------------------------------------------------------------------------------

template <class T>
void write_field(Json& to, const char* name, const T& value);
template <class T>
void write_field(Json& to, const char* name, const std::vector<T>& values);
template <class T>
void write_field(Json& to, const char* name, const std::optional<T>& value);

// The fields of one object: each is taken once, and none may be left.
class Fields {
 public:
  Fields(const Json& from, bool tagged) : from_(from), taken_(tagged ? 1 : 0) {}

  [[nodiscard]] bool valid() const { return from_.is_object(); }
  [[nodiscard]] bool all_taken() const { return taken_ == from_.size(); }
  [[nodiscard]] const std::string& bad() const { return bad_; }

  template <class T>
  bool take(const char* name, T& value);
  template <class T>
  bool take(const char* name, std::vector<T>& values);
  template <class T>
  bool take(const char* name, std::optional<T>& value);

 private:
  const Json& from_;
  std::size_t taken_;
  std::string bad_;
};

// ---- messages ---------------------------------------------------------------------------------------

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);  // bytes that are not UTF-8 become U+FFFD
}

base::Error bad_message(std::string_view type, std::string_view what) {
  return {base::ErrorCode::Parse, "A message of the page was not understood: " + std::string(type) + " " + std::string(what) + ".",
          "Reload the page. If it comes back, please report it.", {}};
}

template <class Union>
struct Decoder {
  std::string_view type;
  base::Result<Union> (*decode)(const Json& from, std::string_view type);
};

template <class Union, class Message>
base::Result<Union> decode_as(const Json& from, std::string_view type);

template <class Union, std::size_t count>
base::Result<Union> decode_with(std::string_view text, const Decoder<Union> (&decoders)[count]) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::unexpected(bad_message("", "is no JSON"));
  if (!json.is_object()) return std::unexpected(bad_message("", "is no object"));
  const auto type = json.find("type");
  if (type == json.end() || !type->is_string()) return std::unexpected(bad_message("", "has no type"));
  const auto& name = type->template get_ref<const std::string&>();
  for (const auto& decoder : decoders) {
    if (decoder.type == name) return decoder.decode(json, name);
  }
  return std::unexpected(bad_message(name.substr(0, 64), "is unknown"));
}

}  // namespace
}  // namespace assay::bridge

#include "bridge/messages_codec.gen.hpp"

namespace assay::bridge {
namespace {

// Below the generated readers and writers, so that these find them.

template <class T>
void write_field(Json& to, const char* name, const T& value) {
  write(to[name], value);
}

template <class T>
void write_field(Json& to, const char* name, const std::vector<T>& values) {
  Json& list = to[name];
  list = Json::array();
  for (const auto& value : values) write(list.emplace_back(), value);
}

template <class T>
void write_field(Json& to, const char* name, const std::optional<T>& value) {
  if (value) write_field(to, name, *value);
}

template <class T>
bool Fields::take(const char* name, T& value) {
  const auto at = from_.find(name);
  if (at == from_.end() || !read(*at, value)) {
    bad_ = name;
    return false;
  }
  ++taken_;
  return true;
}

template <class T>
bool Fields::take(const char* name, std::vector<T>& values) {
  const auto at = from_.find(name);
  bad_ = name;
  if (at == from_.end() || !at->is_array()) return false;
  values.resize(at->size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!read((*at)[i], values[i])) return false;
  }
  ++taken_;
  return true;
}

template <class T>
bool Fields::take(const char* name, std::optional<T>& value) {
  if (from_.find(name) == from_.end()) return true;
  return take(name, value.emplace());
}

template <class Union, class Message>
base::Result<Union> decode_as(const Json& from, std::string_view type) {
  Message message;
  Fields fields(from, true);
  if (!read_fields(fields, message)) return std::unexpected(bad_message(type, "has no valid " + fields.bad()));
  if (!fields.all_taken()) return std::unexpected(bad_message(type, "has an unknown field"));
  return Union(std::move(message));
}

}  // namespace
}  // namespace assay::bridge
