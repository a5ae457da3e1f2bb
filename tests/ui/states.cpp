#include "ui/states.hpp"

#include <cmath>

#include "data/builder.hpp"
#include "profile/profiler.hpp"

namespace assay::test {

namespace {

using session::DerivedState;
using session::State;

// A small linear congruential generator: the same penguins everywhere.
class Random {
 public:
  double uniform() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11) / 9007199254740992.0;
  }
  double normal() { return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(6.283185307179586 * uniform()); }

 private:
  std::uint64_t state_ = 20240229;
};

data::ColumnPtr finish(data::ColumnBuilder builder) { return *std::move(builder).finish(); }

std::shared_ptr<const profile::TableProfile> profile_table(const data::TablePtr& table) {
  const auto profiler = profile::Profiler::make(table);
  while (profiler->step() != base::Step::Done) {
  }
  return profiler->take();
}

void add_samples(State& state) {
  state.samples = {
      {"penguins", "Palmer penguins", "344 penguins of three species: bills, flippers and weight. Can the species be told from them?", "penguins.csv", 344, 7, {"penguins-mlp.onnx"}, "species", "Palmer Station LTER, CC0"},
      {"cars", "Cars", "Fuel economy, power and weight of 406 cars from 1970 to 1982.", "cars.csv", 406, 9, {"cars-linear.onnx"}, "Miles_per_Gallon", "StatLib"},
      {"weather", "Seattle weather", "Four years of daily weather: rain, temperature and wind.", "seattle-weather.csv", 1461, 6, {}, "weather", "NOAA"},
      {"generated", "A big one", "A million made-up rows, to see how it behaves with a table that does not fit a screen.", "", 1'000'000, 20, {"generated.onnx"}, "", "made by the app"},
  };
}

State base_state() {
  State state;
  add_samples(state);
  state.threads = 8;
  state.memory_bytes = 96ULL << 20;
  state.memory_limit_bytes = 4ULL << 30;
  state.gpu_adapter = "";
  state.gpu_reason = "No WebGPU adapter was found.";
  state.devices = {{inference::Device::Cpu, true, "8 threads, SIMD", ""}, {inference::Device::WebGpu, false, "", "No WebGPU adapter was found."}};
  return state;
}

void open_table(State& state, data::TablePtr table) {
  state.document.table = table;
  auto order = std::make_shared<session::RowOrder>();
  order->total = table->rows();
  state.row_order = {DerivedState::Ready, order, std::nullopt, "", std::nullopt};
  state.profile = {DerivedState::Ready, profile_table(table), std::nullopt, "", std::nullopt};
  auto report = std::make_shared<io::LoadReport>();
  report->format = "CSV";
  report->encoding = "UTF-8";
  report->dialect = "comma, quoted with \", LF, header on line 1";
  report->bytes = 15'241;
  report->rows = table->rows();
  report->elapsed_ms = 3.2;
  report->columns = {{"body_mass", data::Type::Integer, "Integer: all 342 values are whole numbers", 2}};
  state.document.report = report;
}

onnx::Model small_model() {
  onnx::Model model;
  model.file_size_bytes = 4'812;
  model.ir_version = 9;
  model.producer_name = "assay-train";
  model.producer_version = "1";
  model.doc_string = "Tells the species of a penguin from four measurements.";
  model.opset_imports = {{"", 17}};
  model.metadata_props = {{"assay.features", "[\"bill_length\",\"bill_depth\",\"flipper_length\",\"body_mass\"]"}, {"assay.target", "species"}};
  onnx::ValueInfo input;
  input.name = "features";
  input.kind = onnx::ValueKind::Tensor;
  input.element = onnx::ElementType::Float;
  input.has_shape = true;
  input.dims = {{std::nullopt, "N"}, {4, ""}};
  input.type_text = "tensor(float)[N, 4]";
  model.inputs = {input};
  onnx::ValueInfo output = input;
  output.name = "probabilities";
  output.dims = {{std::nullopt, "N"}, {3, ""}};
  output.type_text = "tensor(float)[N, 3]";
  model.outputs = {output};
  model.node_count = 7;
  model.parameter_count = 147;
  model.operators = {{"", "Gemm", 2}, {"", "Sub", 1}, {"", "Div", 1}, {"", "Relu", 1}, {"", "Softmax", 1}, {"", "ArgMax", 1}};
  return model;
}

void add_model(State& state) {
  auto loaded = std::make_shared<session::LoadedModel>();
  loaded->name = "penguins-mlp.onnx";
  loaded->model = loaded->runnable = small_model();
  loaded->file_bytes = 4'812;
  loaded->classes = {"Adelie", "Chinstrap", "Gentoo"};
  state.document.model = loaded;
  const char* features[] = {"bill_length", "bill_depth", "flipper_length", "body_mass"};
  for (int i = 0; i < 4; ++i) {
    inference::Slot slot;
    slot.position = i;
    slot.width = 4;
    slot.feature = features[i];
    slot.column = state.document.table->find(features[i]);
    slot.why = "same name";
    state.document.binding.slots.push_back(slot);
  }
  state.document.binding.label = state.document.table->find("species");
}

void add_run(State& state) {
  const data::TablePtr before = state.document.table;
  const data::Table& table = *before;
  data::ColumnBuilder prediction({"prediction", data::Type::Text, false, "penguins-mlp.onnx"});
  data::ColumnBuilder sure({"probability Adelie", data::Type::Real, false, "penguins-mlp.onnx"});
  Random random;
  const auto species = *table.find("species");
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const bool wrong = random.uniform() < 0.03;
    const std::string_view truth = table.column(species).text(row);
    prediction.append(wrong ? std::string_view("Chinstrap") : truth);
    sure.append(truth == "Adelie" ? 1 - 0.2 * random.uniform() : 0.15 * random.uniform());
  }
  auto wider = *table.with_columns({finish(std::move(prediction)), finish(std::move(sure))});
  open_table(state, wider);
  session::Run run;
  run.model_name = "penguins-mlp.onnx";
  run.device_name = "CPU, 8 threads";
  run.rows = table.rows();
  run.batch_rows = 344;
  run.fetch_ms = 412;
  run.compile_ms = 9.4;
  run.first_run_ms = 1.9;
  run.run_ms = 2.1;
  run.copy_ms = 0.2;
  run.elapsed_ms = 12.4;
  run.columns = {"prediction", "probability Adelie"};
  state.document.runs = {run};
  auto evaluation = std::make_shared<inference::Evaluation>();
  evaluation->label_column = "species";
  evaluation->prediction_column = "prediction";
  evaluation->rows = table.rows();
  inference::Classification c;
  c.labels = {"Adelie", "Chinstrap", "Gentoo"};
  c.confusion = {148, 4, 0, 0, 68, 0, 0, 5, 119};
  c.accuracy = 0.9738;
  c.balanced_accuracy = 0.9777;
  c.precision_macro = 0.9605;
  c.recall_macro = 0.9777;
  c.f1_macro = 0.9683;
  c.auc = 0.9981;
  c.log_loss = 0.0712;
  evaluation->classification = c;
  state.evaluation = {DerivedState::Ready, evaluation, std::nullopt, "", std::nullopt};
}

}  // namespace

data::TablePtr penguin_table() {
  using data::Type;
  struct Kind {
    const char* name;
    int count;
    double bill, depth, flipper, mass;
  };
  const Kind kinds[] = {{"Adelie", 152, 38.8, 18.3, 190, 3700}, {"Chinstrap", 68, 48.8, 18.4, 196, 3733}, {"Gentoo", 124, 47.5, 15.0, 217, 5076}};
  const char* islands[] = {"Torgersen", "Biscoe", "Dream"};
  const char* notes[] = {"", "Nest never observed with full clutch.", "Adult not sampled; no blood for isotope analysis. Seen again on the \"north\" beach a week later with the mate.", "r\xC3\xA4tselhaft \xE2\x80\x93 \xE4\xBA\xBA\xE9\xB3\xA5"};
  data::ColumnBuilder species({"species", Type::Text, false, ""}), island({"island", Type::Text, false, ""}), bill({"bill_length", Type::Real, false, ""}), depth({"bill_depth", Type::Real, false, ""}),
      flipper({"flipper_length", Type::Integer, false, ""}), mass({"body_mass", Type::Integer, false, ""}), female({"female", Type::Boolean, false, ""}), seen({"seen", Type::Timestamp, false, ""}), note({"comments", Type::Text, false, ""});
  Random random;
  int i = 0;
  for (const Kind& kind : kinds) {
    for (int k = 0; k < kind.count; ++k, ++i) {
      species.append(kind.name);
      island.append(islands[static_cast<int>(random.uniform() * 3)]);
      const bool missing = i == 3 || i == 339;
      const double size = random.normal();
      if (missing) {
        bill.append_null(), depth.append_null(), flipper.append_null(), mass.append_null();
      } else {
        bill.append(std::round((kind.bill + 2.7 * random.normal() + size) * 10) / 10);
        depth.append(std::round((kind.depth + 1.0 * random.normal() + 0.4 * size) * 10) / 10);
        flipper.append(static_cast<std::int64_t>(std::llround(kind.flipper + 5 * random.normal() + 3 * size)));
        mass.append(static_cast<std::int64_t>(std::llround((kind.mass + 300 * random.normal() + 250 * size) / 25) * 25));
      }
      if (random.uniform() < 0.032) female.append_null();
      else female.append(random.uniform() < 0.49);
      seen.append(static_cast<std::int64_t>((1194739200LL + static_cast<std::int64_t>(random.uniform() * 730) * 86400) * 1000000LL));
      const double n = random.uniform();
      if (n < 0.84) note.append_null();
      else note.append(notes[n < 0.90 ? 1 : n < 0.96 ? 2 : 3]);
    }
  }
  std::vector<data::ColumnPtr> columns = {finish(std::move(species)), finish(std::move(island)), finish(std::move(bill)), finish(std::move(depth)), finish(std::move(flipper)),
                                          finish(std::move(mass)), finish(std::move(female)), finish(std::move(seen)), finish(std::move(note))};
  return *data::Table::make("penguins.csv", std::move(columns));
}

State empty_state() { return base_state(); }

State loading_state() {
  State state = base_state();
  state.loading_name = "flights.csv";
  state.jobs = {{7, "Open flights.csv", "Reading", 0.4, 72'000'000, 180'000'000, 96e6, 750, false}};
  return state;
}

State table_state(session::Stage stage) {
  State state = base_state();
  open_table(state, penguin_table());
  state.navigation.stage = stage;
  state.can_undo = true;
  state.undo_label = "Undo sort by body_mass";
  return state;
}

State model_state(bool with_run) {
  State state = table_state(session::Stage::Predict);
  add_model(state);
  if (with_run) add_run(state);
  return state;
}

State failed_state() {
  State state = table_state(session::Stage::Profile);
  state.profile = {DerivedState::Failed, nullptr, std::nullopt, "", base::Error{base::ErrorCode::OutOfMemory, "There is no memory left for the profile.", "Close other tabs and open the file again.", {}}};
  state.notices = {{3, session::Severity::Failure, {base::ErrorCode::Parse, "broken.csv is a PNG image, although it is named .csv.", "Open the table that the picture shows, or rename the file.", {"broken.csv", {}, {}, 0}}},
                   {4, session::Severity::Info, {base::ErrorCode::Internal, "penguins-predictions.csv was saved.", "", {}}}};
  return state;
}

State one_cell_state() {
  State state = base_state();
  data::ColumnBuilder one({"only", data::Type::Real, false, ""});
  one.append(42.5);
  open_table(state, *data::Table::make("one.csv", {finish(std::move(one))}));
  return state;
}

State no_rows_state() {
  State state = base_state();
  open_table(state, *data::Table::make("empty.csv", {finish(data::ColumnBuilder({"a", data::Type::Text, false, ""})), finish(data::ColumnBuilder({"b", data::Type::Integer, false, ""}))}));
  return state;
}

}  // namespace assay::test
