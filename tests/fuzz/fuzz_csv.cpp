// The CSV reader on any bytes, under options that the first bytes choose: no crash, no hang, the same table in one
// step pattern as in another, SIMD and scalar scans alike, and what was read is well-formed UTF-8.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "io/csv_reader.hpp"
#include "io/csv_scan.hpp"
#include "io/csv_text.hpp"
#include "io/csv_writer.hpp"
#include "io/format.hpp"
#include "io/memory_source.hpp"

using namespace assay;

namespace {

void require(bool good) {
  if (!good) std::abort();
}

struct Choices {
  io::ReadOptions options;
  io::CsvTuning tuning;
  std::size_t piece = 0;  // bytes that arrive between steps; 0: all are there
};

Choices choose(const std::uint8_t* bytes) {
  constexpr char delimiters[] = {',', ';', '\t', '|', '\0', 'a'};
  Choices out;
  if ((bytes[0] & 1) != 0) out.options.csv.delimiter = delimiters[(bytes[0] >> 1) % 6];
  if ((bytes[0] & 16) != 0) out.options.csv.header = (bytes[0] & 32) != 0;
  if ((bytes[0] & 64) != 0) out.options.csv.quote = '\'';
  if ((bytes[0] & 128) != 0) out.options.csv.missing_markers = {"-999", "x"};
  out.tuning.block_bytes = 1 + bytes[1] % 97;
  out.tuning.head_bytes = 1 + bytes[2] % 200;
  out.tuning.units_ahead = 1 + bytes[3] % 5;
  out.tuning.restart_units = bytes[3] >> 4;
  out.tuning.engine = (bytes[3] & 8) != 0 ? io::ScanEngine::Scalar : io::ScanEngine::Simd;
  out.piece = bytes[2] >> 3;
  return out;
}

struct Outcome {
  data::TablePtr table;
  io::LoadReport report;
  std::string error;
};

Outcome read(std::string_view text, const Choices& choices) {
  auto made = io::MemorySource::with_capacity("fuzz.csv", text.size());
  require(made.has_value());
  auto& source = **made;
  const auto arrive = [&](std::size_t count) {
    const std::size_t used = static_cast<std::size_t>(source.available_bytes());
    count = std::min(count, text.size() - used);
    if (count > 0) std::memcpy(source.writable().data(), text.data() + used, count);
    source.written(count);
  };
  if (choices.piece == 0) arrive(text.size());
  const auto reader = io::make_csv_reader(*made, choices.options, choices.tuning);
  Outcome out;
  std::size_t blocked = 0;
  for (;;) {
    const base::Step step = reader->step();
    if (step == base::Step::Done) break;
    if (step == base::Step::Failed) {
      out.error = reader->error()->describe();
      require(!reader->error()->message.empty());
      return out;
    }
    if (step == base::Step::Blocked) {
      if (source.complete()) require(++blocked < 3);  // alone and all is there: never stuck
      arrive(choices.piece);
    }
    static_cast<void>(reader->snapshot());
  }
  auto loaded = reader->take();
  out.table = std::move(loaded.table);
  out.report = std::move(loaded.report);
  return out;
}

void check_text(const data::Table& table) {
  for (const auto& column : table.columns()) {
    require(io::count_utf8(std::as_bytes(std::span(column->name()))).invalid == 0);
    require(column->length() == table.rows());
    for (std::int64_t row = 0; row < column->length(); ++row) {
      if (column->type() != data::Type::Text) continue;
      require(io::count_utf8(std::as_bytes(std::span(column->text(row)))).invalid == 0);
    }
  }
}

bool same(const base::Buffer& a, const base::Buffer& b) {
  return a.size_bytes() == b.size_bytes() && (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

void check_same(const Outcome& a, const Outcome& b) {
  require(a.error == b.error);
  if (!a.table) return;
  require(a.table->rows() == b.table->rows() && a.table->column_count() == b.table->column_count());
  require(a.report.warnings == b.report.warnings && a.report.rejected_count == b.report.rejected_count);
  for (std::size_t c = 0; c < a.table->column_count(); ++c) {
    const data::Column& x = a.table->column(c);
    const data::Column& y = b.table->column(c);
    require(x.field() == y.field() && x.chunks().size() == y.chunks().size());
    require(a.report.columns[c].reason == b.report.columns[c].reason);
    for (std::size_t k = 0; k < x.chunks().size(); ++k) {
      require(same(x.chunks()[k]->values(), y.chunks()[k]->values()));
      require(same(x.chunks()[k]->validity(), y.chunks()[k]->validity()));
      require(same(x.chunks()[k]->text_bytes(), y.chunks()[k]->text_bytes()));
    }
  }
}

void check_scans(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  io::Separators simd;
  io::Separators scalar;
  io::find_separators(bytes, {}, simd, io::ScanEngine::Simd);
  io::find_separators(bytes, {}, scalar, io::ScanEngine::Scalar);
  require(simd.count == scalar.count && simd.ends_inside == scalar.ends_inside);
  require(simd.count == 0 || std::memcmp(simd.at.data(), scalar.at.data(), simd.count * sizeof(std::uint32_t)) == 0);
  for (const bool inside : {false, true}) {
    const auto a = io::scan_block(bytes, {}, inside, true, io::ScanEngine::Simd);
    const auto b = io::scan_block(bytes, {}, inside, true, io::ScanEngine::Scalar);
    require(a.ends_inside == b.ends_inside && a.has_record_start == b.has_record_start && a.lines == b.lines &&
            a.record_start == b.record_start && a.lines_to_start == b.lines_to_start);
  }
}

void check_writer(const data::TablePtr& table) {
  const auto writer = io::make_csv_writer(table, [](std::span<const std::byte>) { return base::Result<void>{}; });
  base::Step step = base::Step::More;
  while (step == base::Step::More) step = writer->step();
  require(step == base::Step::Done);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 4, size - 4);
  Choices choices = choose(data);
  static_cast<void>(io::identify(size % 2 == 0 ? "a.csv" : "a.onnx", std::as_bytes(std::span(text)), text.size()));
  check_scans(text);
  const Outcome first = read(text, choices);
  if (first.table) {
    check_text(*first.table);
    check_writer(first.table);
  }
  // The head's size may change what is detected, so it stays; nothing else may matter.
  choices.tuning.block_bytes = 256 << 10;
  choices.tuning.units_ahead = 32;
  choices.tuning.restart_units = 16;
  choices.tuning.engine = io::ScanEngine::Simd;
  choices.piece = 0;
  check_same(first, read(text, choices));
  return 0;
}
