#include "data/types.hpp"

namespace assay::data {

std::string_view to_string(Type type) {
  switch (type) {
    case Type::Boolean: return "Boolean";
    case Type::Integer: return "Integer";
    case Type::Real: return "Real";
    case Type::Timestamp: return "Timestamp";
    case Type::Text: return "Text";
  }
  return "Text";
}

}  // namespace assay::data
