// Pictures of the handmade states, for people to look at: written to the folder in ASSAY_SNAPSHOTS, else only drawn.
// The checks are that something was drawn, crisply inside the picture, and that both themes differ.
#include <catch2/catch_test_macros.hpp>
#include <imgui.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <unordered_set>

#include "ui/harness.hpp"
#include "ui/render.hpp"
#include "ui/states.hpp"

using namespace assay;
using test::Harness;

namespace {

test::Picture shoot(Harness& harness, const std::string& name) {
  const auto back = harness.app.background();
  const auto byte = [](float v) { return static_cast<std::uint32_t>(v * 255.0F + 0.5F); };
  test::Picture picture = test::render(*ImGui::GetDrawData(), byte(back[0]) | (byte(back[1]) << 8) | (byte(back[2]) << 16));
  if (const char* folder = std::getenv("ASSAY_SNAPSHOTS")) CHECK(ui::plot::write_png(std::string(folder) + "/" + name + ".png", picture));
  return picture;
}

std::size_t colours(const test::Picture& picture) { return std::unordered_set<std::uint32_t>(picture.pixels.begin(), picture.pixels.end()).size(); }

struct Shot {
  const char* name;
  std::function<session::State()> state;
  std::function<void(Harness&)> before;
};

std::vector<Shot> shots() {
  const auto none = [](Harness&) {};
  return {
      {"empty", test::empty_state, none},
      {"loading", test::loading_state, none},
      {"data", [] { return test::table_state(); }, none},
      {"data-details", [] {
         auto state = test::table_state();
         state.navigation.column = 8;
         state.navigation.row = 11;
         state.document.view.filters = {{5, session::Filter::Kind::Range, 3000, 4800, ""}, {0, session::Filter::Kind::Equals, 0, 0, "Adelie"}};
         state.document.view.sort = session::SortKey{5, true};
         state.document.view.pinned = {0};
         return state;
       }, [](Harness& h) { h.click(ui::Role::Button, "Show details"); }},
      {"profile", [] { return test::table_state(session::Stage::Profile); }, none},
      {"profile-number", [] { auto s = test::table_state(session::Stage::Profile); s.navigation.column = 5; return s; }, none},
      {"profile-text", [] { auto s = test::table_state(session::Stage::Profile); s.navigation.column = 0; return s; }, none},
      {"profile-time", [] { auto s = test::table_state(session::Stage::Profile); s.navigation.column = 7; return s; }, none},
      {"predict-none", [] { return test::table_state(session::Stage::Predict); }, none},
      {"predict", [] { return test::model_state(); }, none},
      {"predictions", [] { auto s = test::model_state(); s.navigation.stage = session::Stage::Data; return s; }, none},
      {"palette", [] { return test::table_state(); }, [](Harness& h) {
         h.key(ImGuiKey_K, true);
         ImGui::GetIO().AddInputCharactersUTF8("mass");
         h.settle();
       }},
      {"help", [] { return test::table_state(); }, [](Harness& h) { h.click(ui::Role::Button, "Help and keyboard shortcuts"); }},
      {"menu", [] { return test::table_state(); }, [](Harness& h) { h.click(ui::Role::Button, "Column menu island"); }},
      {"failed", test::failed_state, none},
      {"no-rows", test::no_rows_state, none},
      {"drop", test::empty_state, [](Harness& h) { h.input.dropping = true; h.settle(); }},
  };
}

}  // namespace

TEST_CASE("pictures of every panel") {
  const char* only = std::getenv("ASSAY_SNAPSHOT");
  const bool for_people = std::getenv("ASSAY_SNAPSHOTS") != nullptr;
  // Filling pixels without a GPU takes its time: without someone to look at them, one picture of each stage is enough.
  const std::unordered_set<std::string> representative = {"empty", "data", "profile-number", "predict", "palette"};
  for (const Shot& shot : shots()) {
    if (only != nullptr && std::string(only) != shot.name) continue;
    if (!for_people && !representative.contains(shot.name)) continue;
    INFO(shot.name);
    std::vector<test::Picture> pair;
    for (const bool dark : {false, true}) {
      session::State state = shot.state();
      state.dark = dark;
      Harness harness(std::move(state));
      shot.before(harness);
      pair.push_back(shoot(harness, std::string(shot.name) + (dark ? "-dark" : "")));
      CHECK(pair.back().width == 1280);
      CHECK(colours(pair.back()) > 20);
    }
    CHECK(pair[0].pixels != pair[1].pixels);
    if (std::string(shot.name) == "help") continue;  // its button is in the rail, which a phone does not have
    if (std::string(shot.name) == "menu") continue;
    Harness phone(shot.state(), 390, 844, for_people ? 3.0F : 1.0F);
    shot.before(phone);
    CHECK(colours(shoot(phone, std::string(shot.name) + "-phone")) > 20);
  }
}
