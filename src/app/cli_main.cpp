// `assay`: profile a table, run a model on it, look into a model, from a terminal.

#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>

#include "app/cli_commands.hpp"
#include "platform/native/isolated_runtime.hpp"

namespace {

using assay::app::Console;

constexpr const char* footer =
    "FILE, MODEL and DATA may be - for standard input (one of them).\n"
    "Exit status: 0 done, 1 the work failed, 2 the command line makes no sense, 130 cancelled with Ctrl+C.\n"
    "Nothing leaves this machine.";

void common_options(CLI::App& command, Console& console) {
  command.add_flag("--json", console.json, "JSON for programs on standard output, errors too");
  command.add_option("--threads", console.threads, "Threads to use (0: as many as the machine has)")
      ->check(CLI::Range(0, 1024));
  command.add_flag("!--no-progress", console.progress, "No progress bar on the terminal");
}

int run(int argc, char** argv) {
  CLI::App app("Assay profiles tables and runs ONNX models on them.", "assay");
  app.require_subcommand(1);
  app.footer(footer);
  Console console;

  assay::app::ProfileArguments profile;
  auto* profiling = app.add_subcommand("profile", "What is in a table, and what is wrong with it");
  profiling->add_option("FILE", profile.file, "A table: CSV, TSV, …")->required();
  profiling->add_option("-o,--output", profile.output, "Write a report: *.json or *.html")
      ->check([](const std::string& name) {
        const bool fits = name.ends_with(".json") || name.ends_with(".html");
        return fits ? std::string() : std::string("the report's name must end in .json or .html");
      });
  profiling->add_option("--target", profile.target, "A numeric column to compare the others with");
  common_options(*profiling, console);

  assay::app::ScoreArguments score;
  auto* scoring = app.add_subcommand("score", "Run a model over every row of a table");
  scoring->add_option("MODEL", score.model, "An ONNX model")->required();
  scoring->add_option("DATA", score.data, "A table")->required();
  scoring->add_option("-o,--output", score.output, "Where the table with its predictions goes (default: standard output)");
  scoring->add_option("--device", score.device, "Where the model runs")->check(CLI::IsMember({"cpu"}));
  scoring->add_option("--missing", score.missing, "What a missing value becomes")
      ->check(CLI::IsMember({"impute", "nan", "zero", "skip"}));
  scoring->add_option("--bind", score.bindings, "INPUT=COLUMN: feed this input of the model from that column");
  scoring->add_option("--label", score.label, "The column with the true answer, to say how good the predictions are");
  scoring->add_option("--timeout", score.timeout_s, "Seconds after which one batch counts as hung")
      ->check(CLI::Range(0.1, 86'400.0));
  common_options(*scoring, console);

  assay::app::InspectArguments inspect;
  auto* inspecting = app.add_subcommand("inspect", "What a model says about itself");
  inspecting->add_option("MODEL", inspect.model, "An ONNX model")->required();
  inspecting->add_flag("--nodes", inspect.nodes, "List every node");
  inspecting->add_flag("--weights", inspect.weights, "List every weight tensor");
  common_options(*inspecting, console);

  assay::app::GenerateArguments generate;
  auto* generating = app.add_subcommand("generate", "A made-up table of twenty columns, the same on every machine, for trials");
  generating->add_option("ROWS", generate.rows, "How many rows")->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
  generating->add_option("-o,--output", generate.output, "Where the CSV goes (default: standard output)");
  common_options(*generating, console);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? assay::app::exit_ok : assay::app::exit_usage;
  }
  if (profiling->parsed()) return profile_command(console, profile);
  if (scoring->parsed()) return score_command(console, score);
  if (generating->parsed()) return generate_command(console, generate);
  return inspect_command(console, inspect);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (const auto code = assay::platform::run_worker_if_asked(argc, argv)) return *code;
    return run(argc, argv);
  } catch (const std::exception& caught) {  // out of memory, in the end
    std::fprintf(stderr, "assay: stopped: %s\n", caught.what());
    return assay::app::exit_failed;
  }
}
