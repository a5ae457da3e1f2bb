#include "base/result.hpp"

namespace assay::base {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidArgument: return "invalid_argument";
    case ErrorCode::NotFound: return "not_found";
    case ErrorCode::Unsupported: return "unsupported";
    case ErrorCode::Parse: return "parse";
    case ErrorCode::TypeMismatch: return "type_mismatch";
    case ErrorCode::OutOfMemory: return "out_of_memory";
    case ErrorCode::Io: return "io";
    case ErrorCode::Runtime: return "runtime";
    case ErrorCode::Limit: return "limit";
    case ErrorCode::Timeout: return "timeout";
    case ErrorCode::Cancelled: return "cancelled";
    case ErrorCode::Internal: return "internal";
  }
  return "internal";
}

std::string Error::describe() const {
  std::string out;
  if (!where.file.empty()) out += where.file;
  const auto place = [&](std::string_view label, const std::optional<std::uint64_t>& at) {
    if (!at) return;
    if (!out.empty()) out += ", ";
    out += label;
    out += std::to_string(*at);
  };
  place("line ", where.line);
  place("column ", where.column);
  place("byte ", where.byte);
  if (!out.empty()) out += ": ";
  out += message;
  if (!hint.empty()) {
    out += ' ';
    out += hint;
  }
  return out;
}

}  // namespace assay::base
