#include "app/cli_commands.hpp"
#include "io/sample_table.hpp"

namespace assay::app {

int generate_command(const Console& console, const GenerateArguments& arguments) {
  auto file = OutputFile::create(arguments.output);
  if (!file) return console.report(file.error());
  const auto writer = io::make_sample_writer(arguments.rows, [&](std::span<const std::byte> bytes) {
    return file->write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  });
  if (auto done = console.run(writer); !done) return console.report(done.error());
  if (auto closed = file->close(); !closed) return console.report(closed.error());
  return exit_ok;
}

}  // namespace assay::app
