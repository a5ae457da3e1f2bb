// What a person is told about a file that was read: encoding, dialect, warnings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/csv_column.hpp"
#include "io/csv_sniff.hpp"
#include "io/csv_unit.hpp"

namespace assay::io {

struct FileFacts {
  const Sniffed& sniffed;
  Encoding encoding;
  Decoding decoding;
  const Utf8Counts& header_counts;
  const UnitNotes& notes;
  std::uint64_t code_units_lost;  // by transcoding
  const std::vector<RejectedRow>& rejected;
  const std::vector<ColumnAssembler>& columns;
};

// Sets encoding, dialect and warnings of `report`, whose columns are there already.
void tell_file(const FileFacts& facts, std::int64_t rows, LoadReport& report);

// "1 row", "2 rows"
[[nodiscard]] std::string plural(std::uint64_t count, std::string_view noun);

}  // namespace assay::io
