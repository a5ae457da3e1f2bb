// The same table, bit for bit, for any number of threads, however the bytes arrive and wherever blocks are cut.
#include <catch2/catch_test_macros.hpp>

#include "io/csv_helpers.hpp"
#include "jobs/executor.hpp"

using namespace io_test;

namespace {

// Rows of everything that is hard, with surprises at random places.
std::string messy_table(std::mt19937& random, int rows) {
  std::string text = random() % 2 == 0 ? "id,mixed,real,flag,time,word,note\n" : "";
  const char* line_ends[] = {"\n", "\r\n", "\r"};
  for (int i = 0; i < rows; ++i) {
    const auto roll = random() % 1'000;
    text += std::to_string(i) + ",";
    text += roll < 3 ? "n/a" : roll < 4 ? "007" : std::to_string(random() % 100);
    text += roll == 5 ? ",9007199254740993," : "," + std::to_string(random() % 1'000) + (roll % 3 == 0 ? ".25," : ",");
    text += roll < 2 ? "maybe," : random() % 2 == 0 ? "true," : "False,";
    text += "2024-01-" + std::to_string(10 + random() % 20) + (roll == 7 ? "Z," : ",");
    text += random() % 9 == 0 ? "NA," : std::string(1, static_cast<char>('A' + random() % 26)) + "X,";
    switch (random() % 6) {
      case 0: text += "\"a, \"\"b\"\"\nc\""; break;
      case 1: text += "6\" pipe"; break;
      case 2: text += "\"\""; break;
      case 3: text += "\xC3\xA9t\xC3\xA9"; break;
      case 4: text += roll == 9 ? "\xFF" : "plain"; break;
      default: break;
    }
    if (roll == 11) text += ",extra,fields";
    if (roll == 12) text += ",";
    text += line_ends[random() % 20 == 0 ? random() % 3 : 0];
    if (roll == 13) text += "\n";
    if (roll == 14) text += "short,row\n";
  }
  if (random() % 10 == 0) text += "\"never closed\nby anyone";
  return text;
}

}  // namespace

TEST_CASE("threads, arrival and block sizes do not matter") {
  std::mt19937 random(42);
  for (int round = 0; round < 25; ++round) {
    const std::string text = messy_table(random, 200 + static_cast<int>(random() % 600));
    io::ReadOptions options;
    options.csv.delimiter = ',';
    const io::CsvTuning usual;
    const auto reference = try_load(text, options, usual);
    REQUIRE(reference.has_value());
    for (const int threads : {0, 1, 2, 4}) {
      for (const std::size_t block : {std::size_t{1}, std::size_t{64}, std::size_t{997}, std::size_t{4'096}}) {
        io::CsvTuning tuning;
        tuning.block_bytes = block;
        tuning.units_ahead = 1 + random() % 8;
        tuning.restart_units = random() % 2 == 0 ? 0 : 16;
        tuning.engine = random() % 2 == 0 ? io::ScanEngine::Simd : io::ScanEngine::Scalar;
        const auto other = try_load(text, options, tuning, threads);
        REQUIRE(other.has_value());
        INFO("threads " << threads << " block " << block << " round " << round);
        REQUIRE(difference(*reference, *other) == "");
      }
    }
    // In pieces, with reader steps between them.
    const auto source = std::make_shared<TricklingSource>(text);
    io::CsvTuning tuning;
    tuning.block_bytes = 256;
    const auto reader = io::make_csv_reader(source, options, tuning);
    base::Step step = base::Step::Blocked;
    while (step != base::Step::Done) {
      source->arrive(random() % 400);
      if (source->all_there() && random() % 4 == 0) source->finish();
      for (auto i = random() % 20; i > 0 && step != base::Step::Done; --i) step = reader->step();
      REQUIRE(step != base::Step::Failed);
    }
    REQUIRE(difference(*reference, reader->take()) == "");
  }
}

TEST_CASE("over chunk bounds, on the executors") {
  std::string text = "n,word,unique,late\n";
  for (int i = 0; i < 150'000; ++i) {
    text += std::to_string(i) + ",w" + std::to_string(i % 1'000) + ",u" + std::to_string(i) + "," +
            (i == 140'000 ? "x" : "5") + "\n";
  }
  const auto reference = try_load(text);
  REQUIRE(reference.has_value());
  CHECK(reference->table->column(3).text(140'000) == "x");
  CHECK(reference->table->column(3).text(0) == "5");
  for (const int threads : {0, 1, 2, 4}) {
    jobs::Inbox inbox;
    const auto executor = threads == 0 ? jobs::make_cooperative_executor(inbox) : jobs::make_pool_executor(inbox, threads);
    const auto reader = io::make_csv_reader(source_of(text), {});
    bool done = false;
    executor->submit(reader, [&done] { done = true; });
    while (!done) {
      executor->pump(4.0);
      inbox.drain();
    }
    REQUIRE_FALSE(reader->error().has_value());
    INFO(threads);
    CHECK(difference(*reference, reader->take()) == "");
  }
}
