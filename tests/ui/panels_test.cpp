// Every panel drawn from handmade states, headless: what assistive technology sees, and what its actions do.
#include <catch2/catch_test_macros.hpp>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "ui/harness.hpp"
#include "ui/states.hpp"

using namespace assay;
using test::Harness;
using ui::Role;

namespace {

bool acts(Role role) {
  return role == Role::Button || role == Role::Link || role == Role::CheckBox || role == Role::Tab || role == Role::TextBox || role == Role::SearchBox || role == Role::ComboBox ||
         role == Role::RadioButton || role == Role::MenuItem || role == Role::Option;
}

// Everything that can be acted upon has a name of its own, a place, and a parent that stands before it.
void check_tree(const Harness& harness) {
  const auto& nodes = harness.app.access().nodes();
  REQUIRE(!nodes.empty());
  std::set<std::uint32_t> ids;
  std::map<std::pair<Role, std::string>, int> names;
  for (const ui::AccessNode& node : nodes) {
    INFO(ui::aria_role(node.role) << " \"" << node.name << "\"");
    CHECK(node.id != 0);
    CHECK(ids.insert(node.id).second);
    CHECK((node.parent == 0 || ids.contains(node.parent)));
    CHECK(!node.name.empty());
    if (!acts(node.role)) continue;
    CHECK(node.name.find("##") == std::string::npos);
    CHECK(++names[{node.role, node.name}] == 1);
  }
}

}  // namespace

TEST_CASE("every panel in both themes and on a phone: a tree of named nodes") {
  const std::vector<session::State> states = {test::empty_state(),  test::loading_state(), test::table_state(),    test::table_state(session::Stage::Profile), test::table_state(session::Stage::Predict),
                                              test::model_state(),  test::model_state(false), test::failed_state(), test::one_cell_state(),                  test::no_rows_state()};
  for (std::size_t i = 0; i < states.size(); ++i) {
    for (const float width : {1280.0F, 390.0F}) {
      for (const bool dark : {false, true}) {
        INFO("state " << i << ", width " << width << ", dark " << dark);
        session::State state = states[i];
        state.dark = dark;
        Harness harness(std::move(state), width, 844);
        check_tree(harness);
      }
    }
  }
}

TEST_CASE("every column's profile has a tree of named nodes") {
  session::State state = test::table_state(session::Stage::Profile);
  Harness harness(state);
  for (std::size_t column = 0; column < state.document.table->column_count(); ++column) {
    harness.state.navigation.column = column;
    harness.settle();
    check_tree(harness);
  }
}

TEST_CASE("the empty state: open, paste, generate, samples") {
  Harness harness(test::empty_state());
  harness.click(Role::Button, "Open file");
  CHECK(harness.taken<session::ShowOpenDialog>().size() == 1);
  harness.click(Role::Button, "Generate a dataset");
  CHECK(harness.taken<session::GenerateSample>().size() == 1);
  harness.click(Role::Button, "Open Palmer penguins with its model");
  const auto opened = harness.taken<session::OpenSample>();
  REQUIRE(opened.size() == 1);
  CHECK(opened[0].id == "penguins");
  CHECK(opened[0].with_model);
  harness.click(Role::Button, "Open Palmer penguins");
  CHECK(!harness.taken<session::OpenSample>().at(0).with_model);
  harness.click(Role::Button, "Paste a table");
  CHECK(harness.node(Role::Dialog, "Paste a table").modal);
  harness.set_value(Role::TextBox, "Table text", "a,b\n1,2\n");
  harness.click(Role::Button, "Open pasted table");
  CHECK(harness.taken<session::PasteTable>().at(0).text == "a,b\n1,2\n");
  CHECK(harness.app.access().find(Role::Dialog, "Paste a table") == nullptr);
}

TEST_CASE("loading shows a number and can be cancelled") {
  Harness harness(test::loading_state());
  const ui::AccessNode& bar = harness.node(Role::ProgressBar, "Opening flights.csv");
  CHECK(bar.now == 0.4);
  harness.click(Role::Button, "Cancel Open flights.csv");
  CHECK(harness.taken<session::CancelJob>().at(0).job == 7);
}

TEST_CASE("stages are tabs") {
  Harness harness(test::table_state());
  CHECK(harness.node(Role::Tab, "Data").selected);
  harness.click(Role::Tab, "Profile");
  CHECK(harness.taken<session::GoToStage>().at(0).stage == session::Stage::Profile);
}

TEST_CASE("a click on a header sorts, a second one turns it round, a third one clears it") {
  Harness harness(test::table_state());
  const auto mass = *harness.state.document.table->find("body_mass");
  harness.click(Role::Button, "Sort by body_mass");
  CHECK(harness.taken<session::SetSort>().at(0).sort == session::SortKey{mass, false});
  harness.state.document.view.sort = session::SortKey{mass, false};
  harness.settle();
  CHECK(harness.node(Role::ColumnHeader, "Column body_mass").sort == "ascending");
  harness.click(Role::Button, "Sort by body_mass");
  CHECK(harness.taken<session::SetSort>().at(0).sort == session::SortKey{mass, true});
  harness.state.document.view.sort = session::SortKey{mass, true};
  harness.click(Role::Button, "Sort by body_mass");
  CHECK(!harness.taken<session::SetSort>().at(0).sort);
}

TEST_CASE("a column's menu hides, pins and filters") {
  Harness harness(test::table_state());
  const auto species = *harness.state.document.table->find("species");
  harness.click(Role::Button, "Column menu species");
  harness.click(Role::MenuItem, "Hide");
  CHECK(harness.taken<session::SetColumnHidden>().at(0).column == species);
  harness.click(Role::Button, "Column menu species");
  harness.click(Role::MenuItem, "Filter\xE2\x80\xA6");
  harness.set_value(Role::TextBox, "Filter text", "del");
  harness.click(Role::Button, "Apply filter");
  const auto filters = harness.taken<session::AddFilter>();
  REQUIRE(filters.size() == 1);
  CHECK(filters[0].filter.kind == session::Filter::Kind::Contains);
  CHECK(filters[0].filter.text == "del");
  harness.click(Role::Button, "Column menu body_mass");
  harness.click(Role::MenuItem, "Filter\xE2\x80\xA6");
  harness.set_value(Role::TextBox, "Filter from", "4000");
  harness.click(Role::Button, "Apply filter");
  CHECK(harness.taken<session::AddFilter>().at(0).filter.lo == 4000);
}

TEST_CASE("filters are chips that can be removed") {
  session::State state = test::table_state();
  state.document.view.filters = {{0, session::Filter::Kind::Equals, 0, 0, "Gentoo"}};
  Harness harness(state);
  harness.click(Role::Button, "Remove filter species = Gentoo");
  CHECK(harness.taken<session::RemoveFilter>().at(0).index == 0);
}

TEST_CASE("the grid: cells, keys, copying") {
  Harness harness(test::table_state());
  const ui::AccessNode& grid = harness.node(Role::Grid, "Data grid");
  CHECK(grid.row_count == 345);
  CHECK(grid.column_count == 10);
  const ui::AccessNode* cell = nullptr;
  for (const auto& node : harness.app.access().nodes()) {
    if (node.role == Role::GridCell && node.row == 2 && node.column == 2) cell = &node;
  }
  REQUIRE(cell != nullptr);
  CHECK(cell->value == "Adelie");
  REQUIRE(harness.app.access().perform(cell->id, ui::Action::Click));
  harness.settle();
  CHECK(harness.taken<session::SelectRow>().at(0).row == 0);
  harness.key(ImGuiKey_DownArrow);
  CHECK(harness.taken<session::SelectRow>().at(0).row == 1);
  harness.key(ImGuiKey_RightArrow, false, true);
  harness.key(ImGuiKey_C, true);
  const auto copied = harness.taken<session::CopyText>();
  REQUIRE(copied.size() == 1);
  CHECK(copied[0].text.starts_with("Adelie\t"));
  CHECK(harness.app.copied_text() == copied[0].text);
  harness.key(ImGuiKey_End, true);
  CHECK(harness.taken<session::SelectRow>().at(0).row == 343);
}

TEST_CASE("rows that a filter keeps are numbered as in the file") {
  session::State state = test::table_state();
  auto order = std::make_shared<session::RowOrder>();
  order->identity = false;
  order->rows = {343, 7, 1};
  order->total = 3;
  state.row_order.value = order;
  state.document.view.filters = {{0, session::Filter::Kind::Contains, 0, 0, "x"}};
  Harness harness(state);
  harness.node(Role::RowHeader, "Row 344");
  harness.node(Role::RowHeader, "Row 8");
  harness.node(Role::Status, "3 of 344 rows");
}

TEST_CASE("a missing value says so, and nothing ever shows nan") {
  Harness harness(test::table_state());
  bool missing = false;
  for (const auto& node : harness.app.access().nodes()) {
    if (node.role == Role::GridCell && node.row == 5 && node.name == "body_mass") missing = node.value == "missing";
    CHECK(node.value.find("nan") == std::string::npos);
  }
  CHECK(missing);
}

TEST_CASE("the profile: alerts lead to their column, statistics have definitions") {
  Harness harness(test::table_state(session::Stage::Profile));
  harness.node(Role::Image, "Correlation of the numeric columns");
  harness.click(Role::Option, "Profile of body_mass");
  CHECK(harness.taken<session::SelectColumn>().at(0).column == *harness.state.document.table->find("body_mass"));
  harness.state.navigation.column = harness.state.document.table->find("body_mass");
  harness.settle();
  const ui::AccessNode& mean = harness.node(Role::ListItem, "Mean");
  CHECK(!mean.value.empty());
  CHECK(mean.description.find("Sum") != std::string::npos);
  CHECK(harness.node(Role::Image, "Distribution of body_mass").description.find("bins from") != std::string::npos);
}

TEST_CASE("another number of bins is asked of the session") {
  session::State state = test::table_state(session::Stage::Profile);
  state.navigation.column = state.document.table->find("body_mass");
  Harness harness(state);
  harness.click(Role::RadioButton, "Bins of body_mass: 50");
  const auto asked = harness.taken<session::RequestHistogram>();
  REQUIRE(!asked.empty());
  CHECK(asked[0].bins == 50);
}

TEST_CASE("a failure is told with what to do next") {
  Harness harness(test::failed_state());
  const ui::AccessNode& alert = harness.node(Role::Alert, "broken.csv is a PNG image, although it is named .csv. Open the table that the picture shows, or rename the file.");
  CHECK(alert.rect.width > 100);
  harness.click(Role::Button, "Dismiss: broken.csv is a PNG image, although it is named .csv.");
  CHECK(harness.taken<session::DismissNotice>().at(0).notice == 3);
}

TEST_CASE("what only informs goes by itself, a failure stays") {
  Harness harness(test::failed_state());
  for (int i = 0; i < 60 * 7; ++i) harness.frame();
  const auto dismissed = harness.taken<session::DismissNotice>();
  REQUIRE(!dismissed.empty());
  for (const auto& each : dismissed) CHECK(each.notice == 4);
}

TEST_CASE("a model: bind by hand, choose, run, export") {
  Harness harness(test::model_state());
  harness.set_value(Role::ComboBox, "Column for body_mass", "flipper_length");
  const auto bound = harness.taken<session::BindSlot>();
  REQUIRE(bound.size() == 1);
  CHECK(bound[0].slot == 3);
  CHECK(bound[0].column == harness.state.document.table->find("flipper_length"));
  harness.set_value(Role::ComboBox, "Missing values", "Skip row");
  CHECK(harness.taken<session::SetMissingPolicy>().at(0).policy == inference::MissingPolicy::SkipRow);
  harness.click(Role::ComboBox, "Run on");
  CHECK(harness.node(Role::Option, "WebGPU").disabled);
  harness.click(Role::Option, "CPU");
  CHECK(harness.taken<session::SetDevice>().at(0).device == session::DeviceChoice::Cpu);
  harness.click(Role::Button, "Run model");
  CHECK(harness.taken<session::RunModel>().size() == 1);
  harness.click(Role::Button, "Export predictions as CSV");
  CHECK(harness.taken<session::ExportCsv>().size() == 1);
  CHECK(harness.node(Role::ListItem, "Accuracy").value == "97.4 %");
  harness.node(Role::Image, "Confusion matrix");
}

TEST_CASE("a slot without a column stops the run and says why") {
  session::State state = test::model_state(false);
  state.document.binding.slots[1].column.reset();
  Harness harness(state);
  CHECK(harness.node(Role::Button, "Run model").disabled);
  CHECK(!harness.app.access().perform(harness.node(Role::Button, "Run model").id, ui::Action::Click));
}

TEST_CASE("the command palette: keyboard alone") {
  Harness harness(test::table_state());
  harness.key(ImGuiKey_K, true);
  harness.node(Role::Dialog, "Command palette");
  ImGui::GetIO().AddInputCharactersUTF8("sort by mass");
  harness.settle();
  CHECK(harness.node(Role::Option, "Sort by body_mass").selected);
  harness.key(ImGuiKey_Enter);
  const auto sorts = harness.taken<session::SetSort>();
  REQUIRE(sorts.size() == 1);
  CHECK(sorts[0].sort->column == *harness.state.document.table->find("body_mass"));
  CHECK(harness.app.access().find(Role::Dialog, "Command palette") == nullptr);
  harness.key(ImGuiKey_K, true);
  harness.key(ImGuiKey_Escape);
  CHECK(harness.app.access().find(Role::Dialog, "Command palette") == nullptr);
}

TEST_CASE("shortcuts") {
  Harness harness(test::table_state());
  harness.key(ImGuiKey_2);
  CHECK(harness.taken<session::GoToStage>().at(0).stage == session::Stage::Profile);
  harness.key(ImGuiKey_Z, true);
  CHECK(harness.taken<session::Undo>().size() == 1);
  harness.key(ImGuiKey_Z, true, true);
  CHECK(harness.taken<session::Redo>().size() == 1);
  harness.key(ImGuiKey_O, true);
  CHECK(harness.taken<session::ShowOpenDialog>().size() == 1);
}

TEST_CASE("a pointer does what an action does") {
  Harness harness(test::empty_state());
  const ui::AccessRect rect = harness.node(Role::Button, "Open file").rect;
  harness.mouse(rect.x + rect.width / 2, rect.y + rect.height / 2);
  harness.press(true);
  harness.press(false);
  harness.settle();
  CHECK(harness.taken<session::ShowOpenDialog>().size() == 1);
}

TEST_CASE("a drag over a header's histogram keeps the rows between") {
  Harness harness(test::table_state());
  const ui::AccessRect box = harness.node(Role::Image, "Histogram of body_mass").rect;
  const profile::ColumnProfile& profile = harness.state.profile.value->columns[*harness.state.document.table->find("body_mass")];
  const double lo = profile.mini->edges.front(), span = profile.mini->edges.back() - lo;
  harness.mouse(box.x + box.width * 0.25F, box.y + 10);
  harness.press(true);
  harness.mouse(box.x + box.width * 0.5F, box.y + 12);
  harness.mouse(box.x + box.width * 0.75F, box.y + 12);
  harness.press(false);
  harness.settle();
  const auto filters = harness.taken<session::AddFilter>();
  REQUIRE(filters.size() == 1);
  CHECK(filters[0].filter.kind == session::Filter::Kind::Range);
  CHECK(std::abs(filters[0].filter.lo - (lo + 0.25 * span)) < span * 0.02);
  CHECK(std::abs(filters[0].filter.hi - (lo + 0.75 * span)) < span * 0.02);
}

TEST_CASE("the wheel scrolls the grid, a press selects, a drag selects a block") {
  Harness harness(test::table_state());
  const ui::AccessRect grid = harness.node(Role::Grid, "Data grid").rect;
  harness.mouse(grid.x + 120, grid.y + 120);
  ImGui::GetIO().AddMouseWheelEvent(0, -4);
  harness.settle();
  CHECK(harness.app.access().find(Role::RowHeader, "Row 1") == nullptr);
  harness.node(Role::RowHeader, "Row 13");
  harness.take_commands();
  harness.press(true);
  harness.mouse(grid.x + 120, grid.y + 150);
  harness.mouse(grid.x + 120, grid.y + 180);
  harness.press(false);
  harness.settle();
  CHECK(harness.taken<session::SelectRow>().size() == 3);
  const std::string copied = harness.app.copied_text();
  CHECK(std::count(copied.begin(), copied.end(), '\n') == 3);
}

TEST_CASE("a table of a hundred million rows: the last one is reached at once") {
  // Rows that repeat, so that the test needs no memory for them.
  session::State state = test::table_state();
  auto order = std::make_shared<session::RowOrder>();
  order->total = 100'000'000;
  order->identity = true;
  state.row_order.value = order;
  state.document.view.filters.clear();
  Harness harness(state);
  CHECK(harness.node(Role::Grid, "Data grid").row_count == 100'000'001);
  REQUIRE(harness.app.access().perform(harness.node(Role::Grid, "Data grid").id, ui::Action::Focus));
  harness.settle();
  harness.key(ImGuiKey_End, true);
  harness.node(Role::RowHeader, "Row 100,000,000");
  CHECK(harness.app.access().find(Role::RowHeader, "Row 100,000,001") == nullptr);
}

TEST_CASE("an idle interface wants no more frames, and its tree stands still") {
  for (const auto stage : {session::Stage::Data, session::Stage::Profile, session::Stage::Predict}) {
    Harness harness(test::table_state(stage));
    harness.settle(30);
    CHECK(!harness.app.wants_another_frame());
    const std::uint64_t revision = harness.app.access().revision();
    harness.frame();
    harness.frame();
    CHECK(harness.app.access().revision() == revision);
  }
}

TEST_CASE("glyphs that the faces lack are asked of the host once") {
  struct Source : ui::GlyphSource {
    std::vector<char32_t> asked;
    std::optional<ui::GlyphBitmap> rasterise(char32_t code_point, float, float, bool) override {
      asked.push_back(code_point);
      if (code_point != U'\u4EBA') return std::nullopt;
      ui::GlyphBitmap bitmap;
      bitmap.width = bitmap.height = 12;
      bitmap.advance = 13;
      bitmap.rgba.assign(144, 0xFFFFFFFFU);
      return bitmap;
    }
  } source;
  session::State state = test::one_cell_state();
  state.notices = {{1, session::Severity::Warning, {base::ErrorCode::Internal, "\xE4\xBA\xBA\xE9\xB3\xA5", "", {}}}};
  Harness harness(state);
  harness.app.set_glyph_source(&source);
  int rebuilt = 0;
  harness.app.on_fonts_changed([&rebuilt] { ++rebuilt; });
  for (int i = 0; i < 6; ++i) harness.frame();
  CHECK(rebuilt == 1);
  const std::size_t asked = source.asked.size();
  CHECK(asked == 2);
  harness.state.notices[0].text.message = "\xE4\xBA\xBA \xE7\x8C\xAB";
  for (int i = 0; i < 6; ++i) harness.frame();
  CHECK(rebuilt == 2);
  CHECK(source.asked.size() == asked + 1);  // the new one alone
  CHECK(!harness.app.wants_another_frame());
}
