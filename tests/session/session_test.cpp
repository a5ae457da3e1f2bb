// The session as a whole: loading, errors that lose nothing, undo, filters, export, deep links, samples.
#include <catch2/catch_test_macros.hpp>

#include "fake_host.hpp"

using namespace assay;
using namespace assay::session;
using namespace assay::session::testing;

namespace {

constexpr std::string_view people = "name,age,joined\nAnn,31,2020-01-02\nBob,,2021-05-06\nCid,27,2019-03-04\n";

}  // namespace

TEST_CASE("a table is opened, typed and profiled, on every executor") {
  for (const int threads : {0, 1, 3}) {
    CAPTURE(threads);
    Bench bench(threads);
    bench.open("people.csv", people);
    const auto& state = bench.state();
    REQUIRE(state.document.table);
    CHECK(state.document.table->name() == "people.csv");
    CHECK(state.document.table->rows() == 3);
    CHECK(state.document.table->column(1).type() == data::Type::Integer);
    CHECK(state.document.table->column(2).type() == data::Type::Timestamp);
    REQUIRE(state.profile.state == DerivedState::Ready);
    CHECK(state.profile.value->columns.size() == 3);
    CHECK(state.profile.value->columns[1].missing == 1);
    REQUIRE(state.row_order.state == DerivedState::Ready);
    CHECK(state.row_order.value->total == 3);
    CHECK(state.jobs.empty());
    CHECK(state.notices.empty());
  }
}

TEST_CASE("a file that cannot be opened says why and loses nothing") {
  Bench bench;
  bench.open("people.csv", people);
  const auto table = bench.state().document.table;
  struct Case {
    std::string name;
    std::string bytes;
    std::string said;
  };
  const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  for (const auto& [name, bytes, said] : {
           Case{"picture.csv", png, "PNG"},
           Case{"empty.csv", "", "empty"},
           Case{"model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "LFS"},
       }) {
    CAPTURE(name);
    bench.open(name, bytes);
    REQUIRE(!bench.state().notices.empty());
    const auto notice = bench.state().notices.back();
    CHECK(notice.severity == Severity::Failure);
    CHECK((notice.text.message + notice.text.hint).find(said) != std::string::npos);
    CHECK(!notice.text.hint.empty());
    CHECK(bench.state().document.table == table);
    bench.session.send(DismissNotice{notice.id});
    bench.settle();
    CHECK(bench.state().notices.empty());
  }
}

TEST_CASE("undo and redo bring back tables, views and their profiles") {
  Bench bench;
  bench.open("people.csv", people);
  const auto first = bench.state().document.table;
  bench.open("other.csv", "x\n1\n2\n");
  bench.session.send(SetSort{SortKey{0, true}});
  bench.settle();
  CHECK(bench.state().undo_label == "sort by x");
  CHECK(bench.state().row_order.value->source_row(0) == 1);
  bench.session.send(Undo{});
  bench.settle();
  CHECK(bench.state().row_order.value->identity);
  bench.session.send(Undo{});
  bench.settle();
  CHECK(bench.state().document.table == first);
  REQUIRE(bench.state().profile.state == DerivedState::Ready);
  CHECK(bench.state().profile.value->columns.size() == 3);
  bench.session.send(Redo{});
  bench.session.send(Redo{});
  bench.settle();
  CHECK(bench.state().document.table->name() == "other.csv");
  CHECK(bench.state().document.view.sort == SortKey{0, true});
  CHECK(!bench.state().can_redo);
}

TEST_CASE("filters: a second range on a column replaces the first; rows follow") {
  Bench bench;
  bench.open("people.csv", people);
  bench.session.send(AddFilter{{1, Filter::Kind::Range, 0, 29, ""}});
  bench.session.send(AddFilter{{1, Filter::Kind::Range, 0, 40, ""}});
  bench.settle();
  CHECK(bench.state().document.view.filters.size() == 1);
  CHECK(bench.state().row_order.value->rows == std::vector<std::uint32_t>{0, 2});
  bench.session.send(AddFilter{{0, Filter::Kind::Contains, 0, 0, "AN"}});
  bench.settle();
  CHECK(bench.state().row_order.value->rows == std::vector<std::uint32_t>{0});
  bench.session.send(RemoveFilter{0});
  bench.settle();
  CHECK(bench.state().row_order.value->rows == std::vector<std::uint32_t>{0});
  bench.session.send(ClearFilters{});
  bench.settle();
  CHECK(bench.state().row_order.value->total == 3);
  bench.session.send(AddFilter{{99, Filter::Kind::Missing, 0, 0, ""}});  // no such column: nothing happens
  bench.settle();
  CHECK(bench.state().document.view.filters.empty());
}

TEST_CASE("export writes the rows shown, in their order") {
  for (const int threads : {0, 2}) {
    Bench bench(threads);
    bench.open("people.csv", people);
    bench.session.send(SetSort{SortKey{1, false}});
    bench.session.send(AddFilter{{1, Filter::Kind::NotMissing, 0, 0, ""}});
    bench.settle();
    bench.session.send(ExportCsv{true});
    bench.settle();
    CHECK(bench.host.saved_name == "people.csv");
    CHECK(bench.host.saved == "name,age,joined\nCid,27,2019-03-04\nAnn,31,2020-01-02\n");
    bench.session.send(ExportCsv{false});
    bench.settle();
    CHECK(bench.host.saved == "name,age,joined\nAnn,31,2020-01-02\nBob,,2021-05-06\nCid,27,2019-03-04\n");
    bench.host.refuse_saving = true;
    bench.session.send(ExportCsv{true});
    bench.settle();
    CHECK(bench.state().notices.back().severity == Severity::Failure);
  }
}

TEST_CASE("a load can be cancelled and a second one supersedes the first") {
  Bench bench;
  bench.open("people.csv", people);
  const auto table = bench.state().document.table;
  auto source = io::MemorySource::with_capacity("never.csv", 1000).value();
  bench.session.send(OpenSource{source, {}, {}});
  for (int i = 0; i < 5; ++i) bench.session.tick(1.0);
  REQUIRE(bench.state().jobs.size() == 1);
  CHECK(bench.state().loading_name == "never.csv");
  bench.session.send(CancelJob{bench.state().jobs[0].id});
  bench.settle();
  CHECK(bench.state().jobs.empty());
  CHECK(bench.state().document.table == table);
  CHECK(bench.state().notices.back().severity == Severity::Info);

  bench.session.send(OpenSource{source, {}, {}});
  bench.session.tick(1.0);
  bench.open("second.csv", "a\n1\n");
  CHECK(bench.state().document.table->name() == "second.csv");
  CHECK(bench.state().jobs.empty());
}

TEST_CASE("a deep link waits for its table") {
  Bench bench;
  bench.session.send(OpenLocation{"#/profile/column/age"});
  bench.settle();
  CHECK(bench.state().navigation.stage == Stage::Profile);
  bench.open("people.csv", people);
  CHECK(bench.state().navigation == Navigation{Stage::Profile, 1, {}});
  CHECK(bench.session.location() == "#/profile/column/age");
  bench.session.send(GoToStage{Stage::Data});
  bench.settle();
  CHECK(bench.host.locations.back() == "#/data");
}

TEST_CASE("a sample brings its table and then its model") {
  Bench bench;
  bench.host.samples_list = {{"people", "People", "", "people.csv", 3, 3, {"people.onnx"}, "age", ""}};
  bench.session.send(OpenSample{"people", true});
  bench.settle();
  CHECK(bench.host.fetched == std::vector<std::string>{"people.csv"});
  bench.open("people.csv", people);
  CHECK(bench.state().document.sample_id == "people");
  CHECK(bench.host.fetched == std::vector<std::string>{"people.csv", "people.onnx"});
  bench.session.send(OpenSample{"nobody", true});
  bench.settle();
  CHECK(bench.state().notices.back().text.message.find("nobody") != std::string::npos);
}

TEST_CASE("running without a table or a model says what to do") {
  Bench bench;
  bench.session.send(RunModel{});
  bench.settle();
  REQUIRE(bench.state().notices.size() == 1);
  CHECK(!bench.state().notices[0].text.hint.empty());
}

TEST_CASE("settings are kept and the theme follows the system") {
  Bench bench;
  bench.host.dark = true;
  bench.settle();
  CHECK(bench.state().dark);
  bench.session.send(SetTheme{Theme::Light});
  bench.session.send(SetDevice{DeviceChoice::Cpu});
  bench.settle();
  CHECK(!bench.state().dark);
  CHECK(bench.host.settings == std::map<std::string, std::string>{{"theme", "light"}, {"device", "cpu"}});
}

TEST_CASE("histograms on request: all values counted, constants and nothing at all") {
  Bench bench;
  bench.open("h.csv", "x,c,n,t\n1,5,,a\n2,5,,b\n3,5,,c\n,5,,d\n");
  for (std::size_t column : {0U, 1U, 2U, 3U}) bench.session.send(RequestHistogram{column, 2});
  bench.settle();
  const auto of = [&](std::size_t column) { return bench.session.histogram(column, 2); };
  REQUIRE(of(0).state == DerivedState::Ready);
  CHECK(of(0).value->histogram.counts == std::vector<std::uint64_t>{1, 2});
  CHECK(of(0).value->histogram.edges == std::vector<double>{1, 2, 3});
  REQUIRE(of(1).state == DerivedState::Ready);
  CHECK(of(1).value->histogram.total() == 4);
  CHECK(of(3).state == DerivedState::Failed);
  CHECK(of(0).value->device.find("CPU") == 0);
}
