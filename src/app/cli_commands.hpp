// The commands of the terminal program. Each returns the exit code.
#pragma once

#include <string>
#include <vector>

#include "app/cli_console.hpp"

namespace assay::app {

struct ProfileArguments {
  std::string file;
  std::string output;  // "" = summary on standard output; else *.json or *.html
  std::string target;  // "" = none
};
[[nodiscard]] int profile_command(const Console& console, const ProfileArguments& arguments);

struct ScoreArguments {
  std::string model, data;
  std::string output = "-";
  std::string device = "cpu";
  std::string missing = "impute";  // impute, nan, zero, skip
  std::vector<std::string> bindings;  // "INPUT=COLUMN"
  std::string label;
  double timeout_s = 10;
};
[[nodiscard]] int score_command(const Console& console, const ScoreArguments& arguments);

struct InspectArguments {
  std::string model;
  bool nodes = false;
  bool weights = false;
};
[[nodiscard]] int inspect_command(const Console& console, const InspectArguments& arguments);

struct GenerateArguments {
  std::int64_t rows = 1'000'000;
  std::string output = "-";
};
[[nodiscard]] int generate_command(const Console& console, const GenerateArguments& arguments);

}  // namespace assay::app
