#include <cstdio>

#include "app/cli_commands.hpp"
#include "onnx/describe.hpp"

namespace assay::app {

int inspect_command(const Console& console, const InspectArguments& arguments) {
  auto model = load_model(console, arguments.model);
  if (!model) return console.report(model.error());
  const onnx::DescribeOptions options{.nodes = arguments.nodes, .initializers = arguments.weights};
  const std::string text = console.json ? onnx::describe_json((*model)->model, (*model)->name, options)
                                        : onnx::describe_text((*model)->model, (*model)->name, options);
  std::fputs(text.c_str(), stdout);
  if (!text.ends_with('\n')) std::fputc('\n', stdout);
  if (console.json) return exit_ok;
  for (const auto& note : (*model)->notes) std::printf("Note: %s\n", shown(note, 400).c_str());
  return exit_ok;
}

}  // namespace assay::app
