#include "io/csv_reader.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>

#include "io/csv_column.hpp"
#include "io/csv_evidence.hpp"
#include "io/csv_report.hpp"
#include "io/csv_sniff.hpp"
#include "io/csv_stitch.hpp"
#include "io/csv_transcode.hpp"
#include "io/csv_unit.hpp"
#include "io/identify.hpp"
#include "io/memory_source.hpp"

namespace assay::io {

using base::ErrorCode;
using base::Step;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t largest_head = std::size_t{1} << 30;
constexpr std::size_t most_restarts = 64;

// What threads that parse share about a column.
struct ColumnShared {
  std::atomic<Kinds> known{0};
  std::atomic<bool> plain{false};
  std::atomic<bool> skip{false};  // read again later; parsing it now is in vain
};

class CsvReader final : public Reader {
 public:
  CsvReader(ByteSourcePtr source, const ReadOptions& options, const CsvTuning& tuning)
      : source_(std::move(source)), raw_(source_), name_(source_->name()), options_(options.csv),
        tuning_(tuning), head_bytes_(tuning.head_bytes) {
    context_.markers = Markers(options_.missing_markers);
    progress.phase("Reading");
  }

  [[nodiscard]] std::string title() const override { return "Open " + name_; }
  [[nodiscard]] int max_parallelism() const override { return 256; }
  [[nodiscard]] Step step() override;
  [[nodiscard]] data::TablePtr snapshot() const override;
  [[nodiscard]] Loaded take() override { return std::move(loaded_); }

 private:
  enum class Phase : std::uint8_t { Head, Read, FinishColumns, Evidence, Done };
  enum class Job : std::uint8_t { None, Head, Transcode, Scan, Parse, Assemble, Finish, Evidence };
  struct Work {
    Job job = Job::None;
    Block block;
    std::size_t unit = 0;
    std::uint64_t epoch = 0;
    std::unique_ptr<UnitResult> result;
  };

  [[nodiscard]] Work choose();
  [[nodiscard]] Work choose_reading();
  [[nodiscard]] Step read_head();
  [[nodiscard]] Step begin_table(Sniffed sniffed, std::span<const std::byte> text, std::size_t skipped,
                                 bool complete);
  [[nodiscard]] Step start_transcoding(Encoding encoding, std::size_t bom_bytes);
  [[nodiscard]] Step transcode();
  [[nodiscard]] Step scan(const Block& block);
  [[nodiscard]] Step parse(std::size_t unit, std::uint64_t epoch);
  [[nodiscard]] Step assemble(std::unique_ptr<UnitResult> result);
  [[nodiscard]] Step after_assembly(std::unique_ptr<UnitResult> result, bool rebuild);
  [[nodiscard]] Step finish_columns();
  [[nodiscard]] Step find_evidence();
  [[nodiscard]] Step complete_table();
  [[nodiscard]] base::Result<std::span<const std::byte>> fetch(std::uint64_t begin, std::uint64_t end,
                                                               std::vector<std::byte>& copied) const;
  void merge_notes(const UnitResult& result);
  void restart(std::vector<std::uint32_t> columns);
  void end_of_pass();
  void publish_snapshot();
  [[nodiscard]] std::vector<std::string> decoded_names() const;
  [[nodiscard]] std::size_t transcode_bytes() const { return std::max<std::size_t>(tuning_.block_bytes, 4); }
  std::unique_ptr<UnitScratch> take_scratch();
  std::unique_ptr<UnitResult> take_result();
  Step fail_at(base::Error error);

  ByteSourcePtr source_;
  ByteSourcePtr raw_;  // as given; source_ is UTF-8
  const std::string name_;
  const CsvOptions options_;
  const CsvTuning tuning_;
  const Clock::time_point started_ = Clock::now();

  std::mutex mutex_;  // guards everything below but what says otherwise
  Phase phase_ = Phase::Head;
  bool busy_ = false;  // one thread is in a job that only one may do
  std::size_t head_bytes_;

  // Transcoding; the one thread that holds transcoding_ uses the rest.
  std::shared_ptr<MemorySource> decoded_;
  std::optional<Transcoder> transcoder_;
  std::string transcoded_;
  std::uint64_t transcode_at_ = 0;
  bool transcoding_ = false;
  bool transcode_done_ = false;

  // The table's structure.
  UnitContext context_;  // fixed between passes
  Encoding encoding_ = Encoding::Utf8;
  Sniffed sniffed_;
  Utf8Counts header_counts_;
  std::optional<Stitcher> stitcher_;
  std::vector<Unit> units_;

  // The pass over the units.
  std::uint64_t epoch_ = 0;
  std::uint64_t progress_base_ = 0;  // bytes of the pass before
  bool main_pass_ = true;
  std::vector<std::uint32_t> pass_columns_;
  std::size_t next_parse_ = 0;
  std::size_t next_assemble_ = 0;
  std::size_t restarts_ = 0;
  std::map<std::size_t, std::unique_ptr<UnitResult>> parsed_;
  std::vector<std::unique_ptr<UnitResult>> free_results_;
  std::vector<std::unique_ptr<UnitScratch>> free_scratch_;

  // The table under construction; used by the one thread that assembles (busy_), or finishes a column.
  std::vector<ColumnAssembler> columns_;
  std::unique_ptr<ColumnShared[]> shared_;
  std::vector<std::uint32_t> rebuild_;
  std::vector<std::uint64_t> unit_first_row_;  // of units assembled
  std::int64_t rows_ = 0;
  UnitNotes notes_;
  std::vector<RejectedRow> rejected_;

  // The end.
  std::vector<std::uint32_t> to_finish_;
  std::size_t finishing_ = 0;
  std::vector<data::ColumnPtr> finished_;
  std::unique_ptr<EvidenceFinder> evidence_;
  Loaded loaded_;

  mutable std::mutex snapshot_mutex_;  // guards snapshot_ alone
  data::TablePtr snapshot_;
  mutable std::atomic<bool> snapshot_wanted_{true};
  std::int64_t snapshot_rows_ = 0;
};

Step CsvReader::fail_at(base::Error error) {
  if (error.where.file.empty()) error.where.file = name_;
  return failed(std::move(error));
}

Step CsvReader::step() {
  if (error()) return Step::Failed;
  Work work;
  {
    const std::scoped_lock lock(mutex_);
    if (phase_ == Phase::Done) return Step::Done;
    if (auto broken = raw_->error()) return fail_at(*std::move(broken));
    work = choose();
  }
  switch (work.job) {
    case Job::None: return Step::Blocked;
    case Job::Head: return read_head();
    case Job::Transcode: return transcode();
    case Job::Scan: return scan(work.block);
    case Job::Parse: return parse(work.unit, work.epoch);
    case Job::Assemble: return assemble(std::move(work.result));
    case Job::Finish: return finish_columns();
    case Job::Evidence: return find_evidence();
  }
  return Step::Blocked;
}

CsvReader::Work CsvReader::choose() {
  Work work;
  if (transcoder_ && !transcoding_ && !transcode_done_) {
    const bool complete = raw_->complete();
    if (complete || raw_->available_bytes() >= transcode_at_ + transcode_bytes()) {
      transcoding_ = true;
      work.job = Job::Transcode;
      return work;
    }
  }
  switch (phase_) {
    case Phase::Head: {
      const bool enough = source_->complete() || source_->available_bytes() >= head_bytes_;
      if (!busy_ && enough) {
        busy_ = true;
        work.job = Job::Head;
      }
      return work;
    }
    case Phase::Read: return choose_reading();
    case Phase::FinishColumns:
      if (!to_finish_.empty()) work.job = Job::Finish;
      return work;
    case Phase::Evidence:
      if (!busy_) {
        busy_ = true;
        work.job = Job::Evidence;
      }
      return work;
    case Phase::Done: return work;
  }
  return work;
}

CsvReader::Work CsvReader::choose_reading() {
  Work work;
  const auto ready = parsed_.find(next_assemble_);
  if (!busy_ && ready != parsed_.end()) {
    busy_ = true;
    work.job = Job::Assemble;
    work.result = std::move(ready->second);
    parsed_.erase(ready);
    return work;
  }
  if (next_parse_ < units_.size() && next_parse_ < next_assemble_ + tuning_.units_ahead) {
    work.job = Job::Parse;
    work.unit = next_parse_++;
    work.epoch = epoch_;
    return work;
  }
  // Scan no further ahead than a little: a stitched unit costs nothing, but its bytes should still be in cache.
  if (main_pass_ && stitcher_->pending() + (units_.size() - next_parse_) < tuning_.units_ahead) {
    if (auto block = stitcher_->next_block(*source_)) {
      work.job = Job::Scan;
      work.block = *block;
    }
  }
  return work;
}

base::Result<std::span<const std::byte>> CsvReader::fetch(std::uint64_t begin, std::uint64_t end,
                                                          std::vector<std::byte>& copied) const {
  const auto size = static_cast<std::size_t>(end - begin);
  if (const auto view = source_->view(begin, size)) return *view;
  copied.resize(size);
  if (auto done = source_->read(begin, copied); !done) return std::unexpected(done.error());
  return std::span<const std::byte>(copied);
}

// ---- The head -------------------------------------------------------------------------------------------------

Step CsvReader::read_head() {
  const auto line_end = [](char c) { return c == '\n' || c == '\r'; };
  const char delimiter = options_.delimiter.value_or(',');
  if (line_end(delimiter) || line_end(options_.quote) || options_.delimiter == options_.quote) {
    return fail_at({ErrorCode::InvalidArgument, "The delimiter and the quote must differ from each other and from a line end.",
                    "Choose another delimiter or quote.", {}});
  }
  const bool complete_now = source_->complete();
  const std::uint64_t size = std::min<std::uint64_t>(source_->available_bytes(), head_bytes_);
  const bool complete = complete_now && size == source_->available_bytes();
  std::vector<std::byte> copied;
  const auto head = fetch(0, size, copied);
  if (!head) return fail_at(head.error());
  if (!transcoder_) {
    if (auto foreign = explain_foreign(name_, *head)) return fail_at(*std::move(foreign));
    const DetectedEncoding detected = detect_encoding(*head);
    if (detected.encoding != Encoding::Utf8 && detected.encoding != Encoding::Utf8Bom) {
      return start_transcoding(detected.encoding, detected.bom_bytes);
    }
    encoding_ = detected.encoding;
  }
  const std::size_t bom = encoding_ == Encoding::Utf8Bom && !transcoder_ ? 3 : 0;
  const auto text = head->subspan(std::min(bom, head->size()));
  auto sniffed = sniff(text, complete, options_, name_);
  if (!sniffed) return fail_at(sniffed.error());
  if (!*sniffed) {
    if (head_bytes_ >= largest_head) {
      return fail_at({ErrorCode::Limit, "The first record is larger than 1 GiB.",
                      "Check the line ends and quotes of the file.", {}});
    }
    const std::scoped_lock lock(mutex_);
    head_bytes_ *= 4;
    busy_ = false;
    return Step::More;
  }
  return begin_table(**std::move(sniffed), text, bom, complete);
}

Step CsvReader::begin_table(Sniffed sniffed, std::span<const std::byte> text, std::size_t skipped,
                            bool complete) {
  // A sequence that the head's end cuts is not an error of the file.
  const auto looked = complete || text.size() < 4 ? text : text.first(text.size() - 3);
  const Utf8Counts head_counts = count_utf8(looked);
  const auto header = text.first(sniffed.body_begin);
  const std::scoped_lock lock(mutex_);
  header_counts_ = count_utf8(header);
  context_.dialect = sniffed.dialect;
  context_.columns = sniffed.columns;
  context_.header = sniffed.header;
  context_.count_encoding = !transcoder_;
  context_.decoding = choose_decoding(head_counts.sequences, head_counts.invalid);
  stitcher_.emplace(sniffed.dialect, skipped + sniffed.body_begin, sniffed.body_line, tuning_.block_bytes);
  columns_.resize(sniffed.columns);
  shared_ = std::make_unique<ColumnShared[]>(sniffed.columns);
  pass_columns_.resize(sniffed.columns);
  for (std::size_t i = 0; i < sniffed.columns; ++i) pass_columns_[i] = static_cast<std::uint32_t>(i);
  sniffed_ = std::move(sniffed);
  if (const auto total = source_->size_bytes()) progress.total = *total;
  phase_ = Phase::Read;
  busy_ = false;
  return Step::More;
}

// ---- UTF-16 and UTF-32 ----------------------------------------------------------------------------------------

Step CsvReader::start_transcoding(Encoding encoding, std::size_t bom_bytes) {
  const auto size = raw_->size_bytes();
  if (!size) {  // a stream: wait for its end
    const std::scoped_lock lock(mutex_);
    head_bytes_ = SIZE_MAX;
    busy_ = false;
    return Step::Blocked;
  }
  // A code unit of two bytes becomes three bytes at most.
  auto decoded = MemorySource::with_capacity(name_, *size / 2 * 3 + 8);
  if (!decoded) return fail_at(decoded.error());
  const std::scoped_lock lock(mutex_);
  decoded_ = *std::move(decoded);
  source_ = decoded_;
  encoding_ = encoding;
  transcoder_.emplace(encoding);
  transcode_at_ = bom_bytes;
  head_bytes_ = tuning_.head_bytes;
  busy_ = false;
  return Step::More;
}

Step CsvReader::transcode() {
  const bool complete = raw_->complete();
  const std::uint64_t available = raw_->available_bytes();
  std::uint64_t end = std::min<std::uint64_t>(available, transcode_at_ + transcode_bytes());
  const bool last = complete && end == available;
  if (!last) end -= (end - transcode_at_) % 4;
  std::vector<std::byte> bytes(static_cast<std::size_t>(end - transcode_at_));
  if (auto done = raw_->read(transcode_at_, bytes); !done) return fail_at(done.error());
  transcoded_.clear();
  transcoder_->push(bytes, last, transcoded_);
  const auto room = decoded_->writable();
  if (room.size() < transcoded_.size()) {
    return fail_at({ErrorCode::Io, name_ + " grew while it was read.", "Open it again.", {}});
  }
  std::copy_n(reinterpret_cast<const std::byte*>(transcoded_.data()), transcoded_.size(), room.data());
  decoded_->written(transcoded_.size());
  const std::scoped_lock lock(mutex_);
  transcode_at_ = end;
  transcoding_ = false;
  if (last) {
    decoded_->finish();
    transcode_done_ = true;
    progress.total = decoded_->available_bytes();
  }
  return Step::More;
}

// ---- Reading --------------------------------------------------------------------------------------------------

Step CsvReader::scan(const Block& block) {
  std::vector<std::byte> copied;
  const auto bytes = fetch(block.begin, block.end, copied);
  if (!bytes) return fail_at(bytes.error());
  BlockScans scans;
  const auto run = [&](bool inside) {
    return scan_block(*bytes, context_.dialect, inside, block.at_field_start, tuning_.engine);
  };
  if (block.inside) {
    (*block.inside ? scans.inside : scans.outside) = run(*block.inside);
  } else {
    scans.outside = run(false);
    if (scans.outside->has_quotes) scans.inside = run(true);
  }
  const std::scoped_lock lock(mutex_);
  stitcher_->scanned(block, scans, units_);
  if (stitcher_->done() && next_assemble_ == units_.size()) end_of_pass();
  return Step::More;
}

std::unique_ptr<UnitScratch> CsvReader::take_scratch() {
  const std::scoped_lock lock(mutex_);
  if (free_scratch_.empty()) return std::make_unique<UnitScratch>();
  auto scratch = std::move(free_scratch_.back());
  free_scratch_.pop_back();
  return scratch;
}

std::unique_ptr<UnitResult> CsvReader::take_result() {
  const std::scoped_lock lock(mutex_);
  if (free_results_.empty()) return std::make_unique<UnitResult>();
  auto result = std::move(free_results_.back());
  free_results_.pop_back();
  return result;
}

Step CsvReader::parse(std::size_t index, std::uint64_t epoch) {
  auto scratch = take_scratch();
  auto result = take_result();
  Unit unit;
  std::vector<std::uint32_t> columns;
  UnitContext context;
  {
    const std::scoped_lock lock(mutex_);
    if (epoch != epoch_) return Step::More;
    unit = units_[index];
    columns = pass_columns_;
    context = context_;
  }
  if (unit.end - unit.begin > max_unit_bytes) {
    return fail_at({ErrorCode::Limit, "A record is larger than 1 GiB.",
                    "Perhaps a quote is never closed; check the quotes there.", {{}, unit.line, {}, {}}});
  }
  result->unit = index;
  result->epoch = epoch;
  result->line = unit.line;
  const auto bytes = fetch(unit.begin, unit.end, result->copied);
  if (!bytes) return fail_at(bytes.error());
  result->bytes = *bytes;
  read_rows(context, *scratch, *result, tuning_.engine);
  if (result->error) return fail_at(*result->error);
  const std::size_t cells = result->rows * columns.size();
  if (result->words.size() < cells) result->words.resize(cells);
  if (result->valid.size() < cells) result->valid.resize(cells);
  result->pieces.assign(columns.size(), Piece{});
  result->entries.clear();
  result->arena.clear();
  result->arena_texts.clear();
  for (std::size_t slot = 0; slot < columns.size(); ++slot) {
    ColumnShared& shared = shared_[columns[slot]];
    Piece& piece = result->pieces[slot];
    if (shared.skip.load(std::memory_order_relaxed)) {
      piece.skipped = true;
      continue;
    }
    const Kinds known = shared.known.load(std::memory_order_relaxed);
    parse_column(context, *scratch, columns[slot], slot, known, shared.plain.load(std::memory_order_relaxed),
                 *result);
    if ((piece.seen & ~known) != 0) shared.known.fetch_or(piece.seen, std::memory_order_relaxed);
    if (piece.kind == ColumnKind::Text && (known & kind::Text) == 0) {
      shared.known.fetch_or(kind::Text, std::memory_order_relaxed);
    }
  }
  const std::scoped_lock lock(mutex_);
  free_scratch_.push_back(std::move(scratch));
  if (epoch == epoch_) {
    parsed_.emplace(index, std::move(result));
  } else {
    free_results_.push_back(std::move(result));
  }
  return Step::More;
}

Step CsvReader::assemble(std::unique_ptr<UnitResult> result) {
  // The pass cannot change while busy_ is ours, so pass_columns_ may be read without the lock.
  bool rebuild = false;
  for (std::size_t slot = 0; slot < pass_columns_.size(); ++slot) {
    const std::uint32_t c = pass_columns_[slot];
    if (shared_[c].skip.load(std::memory_order_relaxed)) continue;
    switch (columns_[c].append(*result, slot)) {
      case ColumnAssembler::Outcome::Appended:
        if (columns_[c].plain()) shared_[c].plain.store(true, std::memory_order_relaxed);
        break;
      case ColumnAssembler::Outcome::Rebuild:
        shared_[c].skip.store(true, std::memory_order_relaxed);
        rebuild_.push_back(c);
        rebuild = true;
        break;
      case ColumnAssembler::Outcome::OutOfMemory:
        return fail_at({ErrorCode::OutOfMemory, "Not enough memory for the rows of " + name_ + ".",
                        "Nothing already loaded was lost. Close other data or use a machine with more memory.", {}});
      case ColumnAssembler::Outcome::TextTooLong:
        return fail_at({ErrorCode::Limit, "A column holds more than 2 GiB of text within 65,536 rows.",
                        "Cut the longest texts, or leave the column out.", {{}, result->line, {}, {}}});
    }
  }
  return after_assembly(std::move(result), rebuild);
}

Step CsvReader::after_assembly(std::unique_ptr<UnitResult> result, bool rebuild) {
  bool publish = false;
  {
    const std::scoped_lock lock(mutex_);
    if (rebuild && !main_pass_) {
      return fail_at({ErrorCode::Internal, "A column changed its type when it was read again.",
                      "Please report this, with the file if you can.", {}});
    }
    if (rebuild && result->unit < tuning_.restart_units && restarts_ < most_restarts) {
      ++restarts_;
      free_results_.push_back(std::move(result));
      restart(pass_columns_);
      busy_ = false;
      return Step::More;
    }
    if (main_pass_) {
      merge_notes(*result);
      unit_first_row_.push_back(static_cast<std::uint64_t>(rows_));
      rows_ += static_cast<std::int64_t>(result->rows);
    }
    const Unit& unit = units_[result->unit];
    progress.done = progress_base_ + unit.end;
    progress.done_bytes = progress_base_ + unit.end;
    if (progress.total == 0 && source_->complete()) progress.total = source_->available_bytes();
    ++next_assemble_;
    if (free_results_.size() < tuning_.units_ahead) free_results_.push_back(std::move(result));
    publish = main_pass_ && rebuild_.empty() && rows_ >= data::chunk_rows &&
              rows_ >= snapshot_rows_ + snapshot_rows_ / 4 && snapshot_wanted_.load(std::memory_order_relaxed);
    if (!publish) {
      busy_ = false;
      if (stitcher_->done() && next_assemble_ == units_.size()) end_of_pass();
      return Step::More;
    }
  }
  publish_snapshot();
  const std::scoped_lock lock(mutex_);
  busy_ = false;
  if (stitcher_->done() && next_assemble_ == units_.size()) end_of_pass();
  return Step::More;
}

void CsvReader::merge_notes(const UnitResult& result) {
  const UnitNotes& more = result.notes;
  notes_.short_rows.add(more.short_rows);
  notes_.trailing_empty.add(more.trailing_empty);
  notes_.nul_bytes.add(more.nul_bytes);
  notes_.padding.add(more.padding);
  notes_.invalid_utf8.add(more.invalid_utf8);
  notes_.utf8_sequences += more.utf8_sequences;
  notes_.rejected += more.rejected;
  // Only the last unit of a file can end inside quotes: a later one says whether that still holds.
  notes_.open_quote_line = more.open_quote_line;
  for (const auto& row : result.rejected) {
    if (rejected_.size() == max_kept_rejects) break;
    rejected_.push_back(row);
  }
}

// Read `columns` again from the first unit on. Called with the lock and busy_ held.
void CsvReader::restart(std::vector<std::uint32_t> columns) {
  ++epoch_;
  parsed_.clear();
  next_parse_ = next_assemble_ = 0;
  rebuild_.clear();
  for (const std::uint32_t c : columns) {
    columns_[c].add_seen(shared_[c].known.load(std::memory_order_relaxed));
    columns_[c].restart();
    shared_[c].known.fetch_or(columns_[c].seen(), std::memory_order_relaxed);
    shared_[c].plain.store(false, std::memory_order_relaxed);
    shared_[c].skip.store(false, std::memory_order_relaxed);
  }
  if (main_pass_) {
    notes_ = {};
    rejected_.clear();
    unit_first_row_.clear();
    rows_ = 0;
  }
  pass_columns_ = std::move(columns);
}

// Every unit was appended. Called with the lock held, and nobody assembling.
void CsvReader::end_of_pass() {
  if (phase_ != Phase::Read || busy_) return;
  if (main_pass_) {
    std::vector<std::uint32_t> again = rebuild_;
    const std::uint64_t invalid = notes_.invalid_utf8.count + header_counts_.invalid;
    const std::uint64_t sequences = notes_.utf8_sequences + header_counts_.sequences;
    const Decoding decoding = choose_decoding(sequences, invalid);
    if (decoding != context_.decoding) {
      context_.decoding = decoding;
      for (std::uint32_t c = 0; c < columns_.size(); ++c) {
        const bool there = std::find(rebuild_.begin(), rebuild_.end(), c) != rebuild_.end();
        if (columns_[c].kind() == ColumnKind::Text && !there) again.push_back(c);
      }
    }
    if (!again.empty() && !units_.empty()) {
      std::sort(again.begin(), again.end());
      main_pass_ = false;
      progress_base_ = source_->available_bytes();
      progress.total = 2 * progress_base_;
      progress.phase("Reading " + plural(again.size(), "column") + " again as text");
      restart(std::move(again));
      return;
    }
  }
  phase_ = Phase::FinishColumns;
  progress.phase("Finishing");
  finished_.resize(columns_.size());
  to_finish_.resize(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    to_finish_[i] = static_cast<std::uint32_t>(columns_.size() - 1 - i);  // taken from the back
  }
}

// ---- Snapshots ------------------------------------------------------------------------------------------------

std::vector<std::string> CsvReader::decoded_names() const {
  std::vector<std::string> names(sniffed_.columns);
  for (std::size_t i = 0; i < std::min(names.size(), sniffed_.names.size()); ++i) {
    append_decoded(names[i], sniffed_.names[i], context_.decoding);
  }
  return names;
}

// Called by the thread that assembles.
void CsvReader::publish_snapshot() {
  const auto names = decoded_names();
  std::vector<data::ColumnPtr> columns;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    auto column = columns_[c].peek(names[c]);
    if (!column) return;
    columns.push_back(std::move(column));
  }
  auto table = data::Table::make(name_, std::move(columns));
  if (!table) return;
  snapshot_rows_ = (*table)->rows();
  snapshot_wanted_ = false;
  const std::scoped_lock lock(snapshot_mutex_);
  snapshot_ = *std::move(table);
}

data::TablePtr CsvReader::snapshot() const {
  snapshot_wanted_ = true;
  const std::scoped_lock lock(snapshot_mutex_);
  return snapshot_;
}

// ---- The end --------------------------------------------------------------------------------------------------

Step CsvReader::finish_columns() {
  const auto begun = Clock::now();
  const auto names = decoded_names();
  for (;;) {
    std::uint32_t c = 0;
    {
      const std::scoped_lock lock(mutex_);
      if (to_finish_.empty()) break;
      c = to_finish_.back();
      to_finish_.pop_back();
      ++finishing_;
    }
    auto finished = columns_[c].finish_some();
    if (!finished) return fail_at(finished.error());
    if (*finished) {
      auto column = columns_[c].take(names[c]);
      if (!column) return fail_at(column.error());
      finished_[c] = *std::move(column);
    }
    const std::scoped_lock lock(mutex_);
    --finishing_;
    if (!*finished) to_finish_.push_back(c);
    if (Clock::now() - begun > std::chrono::milliseconds(2)) break;
  }
  const std::scoped_lock lock(mutex_);
  if (to_finish_.empty() && finishing_ == 0 && phase_ == Phase::FinishColumns) {
    phase_ = Phase::Evidence;
    parsed_.clear();
    free_results_.clear();
  }
  return Step::More;
}

Step CsvReader::find_evidence() {
  if (!evidence_) {
    auto read_unit = [this](std::size_t index, UnitScratch& scratch, UnitResult& result) {
      const Unit& unit = units_[index];
      const auto bytes = fetch(unit.begin, unit.end, result.copied);
      if (!bytes) return false;
      result.unit = index;
      result.line = unit.line;
      result.bytes = *bytes;
      read_rows(context_, scratch, result, tuning_.engine);
      return !result.error.has_value();
    };
    evidence_ = std::make_unique<EvidenceFinder>(finished_, columns_, unit_first_row_, context_.markers,
                                                 std::move(read_unit));
  }
  if (evidence_->step()) return complete_table();
  const std::scoped_lock lock(mutex_);
  busy_ = false;
  return Step::More;
}

Step CsvReader::complete_table() {
  loaded_.report.columns = evidence_->take();
  auto table = data::Table::make(name_, finished_);
  if (!table) return fail_at(table.error());
  for (std::size_t c = 0; c < finished_.size(); ++c) loaded_.report.columns[c].column = (*table)->column(c).name();
  loaded_.table = *std::move(table);
  LoadReport& report = loaded_.report;
  tell_file({sniffed_, encoding_, context_.decoding, header_counts_, notes_,
             transcoder_ ? transcoder_->invalid() : 0, rejected_, columns_},
            loaded_.table->rows(), report);
  report.format = "CSV";
  report.bytes = raw_->available_bytes();
  report.rows = loaded_.table->rows();
  report.elapsed_ms = std::chrono::duration<double, std::milli>(Clock::now() - started_).count();
  const std::scoped_lock lock(mutex_);
  report.rejected = std::move(rejected_);
  report.rejected_count = notes_.rejected;
  evidence_.reset();
  if (progress.total == 0) progress.total = source_->available_bytes();
  progress.done = progress.total.load();
  phase_ = Phase::Done;
  return Step::Done;
}

}  // namespace

ReaderPtr make_csv_reader(ByteSourcePtr source, const ReadOptions& options, const CsvTuning& tuning) {
  return std::make_shared<CsvReader>(std::move(source), options, tuning);
}

int probe_csv(std::span<const std::byte> head) {
  const DetectedEncoding detected = detect_encoding(head);
  if (detected.encoding != Encoding::Utf8) return 60;
  if (head.empty()) return 0;
  // Not complete as far as sniff() is concerned would ask for more; a probe judges by what there is.
  auto sniffed = sniff(head, true, CsvOptions{}, "the file");
  if (!sniffed || !*sniffed) return 0;
  return (*sniffed)->dialect.delimiter != no_delimiter ? 70 : 20;
}

}  // namespace assay::io
