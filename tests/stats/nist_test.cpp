// NIST's certified univariate data sets (StRD, public domain): log relative errors against the published values.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "stats/golden.hpp"
#include "stats/moments.hpp"
#include "stats/sum.hpp"

namespace {

std::filesystem::path folder() {
  const char* set = std::getenv("ASSAY_TESTDATA");
  const std::filesystem::path root =
      set != nullptr ? std::filesystem::path(set)
                     : std::filesystem::path(ASSAY_SOURCE_DIR).parent_path() / "shared" / "testdata";
  return root / "numerics" / "nist";
}

double log_relative_error(double found, double certified) {
  if (found == certified) return 15;
  return std::min(15.0, -std::log10(std::fabs((found - certified) / certified)));
}

}  // namespace

TEST_CASE("NIST StRD univariate data sets") {
  std::ifstream file(folder() / "expected.json");
  if (!file) SKIP("NIST's data sets are not there; set ASSAY_TESTDATA.");
  const auto expected = nlohmann::json::parse(file, nullptr, false);
  REQUIRE(expected.is_object());
  std::size_t sets = 0;
  for (const auto& [key, entry] : expected.items()) {
    if (entry["kind"] != "univariate") continue;
    INFO(key);
    std::ifstream data(folder() / (key + ".csv"));
    REQUIRE(data);
    std::string line;
    std::getline(data, line);
    std::vector<double> values;
    while (std::getline(data, line)) {
      if (!line.empty()) values.push_back(std::strtod(line.c_str(), nullptr));
    }
    REQUIRE(values.size() == entry["n"].get<std::size_t>());
    assay::stats::Moments moments;
    assay::stats::RealSum sum;
    for (std::size_t at = 0; at < values.size(); at += 1000) {
      const auto part = std::span(values).subspan(at, std::min<std::size_t>(1000, values.size() - at));
      assay::stats::Moments one;
      one.add(part);
      moments.merge(one);
      sum.add(part);
    }
    const auto certified = [&, &certain = entry["certified"]](const char* name) {
      return std::strtod(certain[name].get<std::string>().c_str(), nullptr);
    };
    // Rounding the data themselves to doubles costs NumAcc3 and NumAcc4 their last digits.
    const double sd_bar = key.ends_with("NumAcc3") ? 9.4 : key.ends_with("NumAcc4") ? 8.2 : 12.9;
    CHECK(log_relative_error(*sum.mean(values.size()), certified("mean")) >= 14.5);
    CHECK(log_relative_error(*moments.mean(), certified("mean")) >= 14.0);
    CHECK(log_relative_error(*moments.sd(), certified("sd_n1")) >= sd_bar);
    ++sets;
  }
  CHECK(sets >= 9);
}
