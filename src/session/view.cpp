// Navigation, the view on the table, and what is derived from both.
#include <algorithm>

#include "session/impl.hpp"
#include "session/location.hpp"

namespace assay::session {

namespace {

constexpr std::size_t kept_profiles = 4;  // so that undo shows the earlier profile at once

}  // namespace

void Session::Impl::navigate(Navigation navigation) {
  if (navigation == state_.navigation) return;
  state_.navigation = navigation;
  services_.host->show_location(format_location(navigation, state_.shown_table().get()));
  changed_ = true;
}

void Session::Impl::apply(const GoToStage& command) {
  navigate({command.stage, state_.navigation.column, state_.navigation.row});
}

void Session::Impl::apply(const SelectColumn& command) {
  const auto& table = state_.shown_table();
  if (command.column && (!table || *command.column >= table->column_count())) return;
  const Stage stage = command.open_profile ? Stage::Profile : state_.navigation.stage;
  navigate({stage, command.column, state_.navigation.row});
}

void Session::Impl::apply(const SelectRow& command) {
  navigate({state_.navigation.stage, state_.navigation.column, command.row});
}

void Session::Impl::apply(const OpenLocation& command) {
  const auto& table = state_.shown_table();
  const auto navigation = parse_location(command.location, table.get());
  if (!navigation) return;
  if (!state_.document.table) wanted_location_ = command.location;
  // The address already says so: it is not written back.
  state_.navigation = {navigation->stage, navigation->column, state_.navigation.row};
}

void Session::Impl::apply(const SetSort& command) {
  const auto& document = state_.document;
  if (!document.table || command.sort == document.view.sort) return;
  if (command.sort && command.sort->column >= document.table->column_count()) return;
  const std::string label =
      command.sort ? "sort by " + document.table->column(command.sort->column).name() : "keep the file's order";
  edit(label).view.sort = command.sort;
}

void Session::Impl::apply(const AddFilter& command) {
  const auto& table = state_.document.table;
  if (!table || command.filter.column >= table->column_count()) return;
  auto& filters = edit("filter " + table->column(command.filter.column).name()).view.filters;
  std::erase_if(filters, [&](const Filter& one) {
    return one.column == command.filter.column && one.kind == command.filter.kind;
  });
  filters.push_back(command.filter);
}

void Session::Impl::apply(const RemoveFilter& command) {
  if (command.index >= state_.document.view.filters.size()) return;
  auto& filters = edit("remove a filter").view.filters;
  filters.erase(filters.begin() + static_cast<std::ptrdiff_t>(command.index));
}

void Session::Impl::apply(const ClearFilters&) {
  if (state_.document.view.filters.empty()) return;
  edit("clear filters").view.filters.clear();
}

void Session::Impl::apply(const SetColumnHidden& command) {
  const auto& table = state_.document.table;
  if (!table || command.column >= table->column_count()) return;
  if (state_.document.view.hidden.contains(command.column) == command.hidden) return;
  const std::string& name = table->column(command.column).name();
  auto& hidden = edit((command.hidden ? "hide " : "show ") + name).view.hidden;
  if (command.hidden) {
    hidden.insert(command.column);
  } else {
    hidden.erase(command.column);
  }
}

void Session::Impl::apply(const SetColumnPinned& command) {
  const auto& table = state_.document.table;
  if (!table || command.column >= table->column_count()) return;
  if (state_.document.view.pinned.contains(command.column) == command.pinned) return;
  const std::string& name = table->column(command.column).name();
  auto& pinned = edit((command.pinned ? "pin " : "unpin ") + name).view.pinned;
  if (command.pinned) {
    pinned.insert(command.column);
  } else {
    pinned.erase(command.column);
  }
}

void Session::Impl::apply(const SetTheme& command) {
  state_.settings.theme = command.theme;
  services_.host->store("theme", command.theme == Theme::Light  ? "light"
                                 : command.theme == Theme::Dark ? "dark"
                                                                : "system");
}

void Session::Impl::derive_row_order() {
  auto& derived = state_.row_order;
  const auto& table = state_.document.table;
  const auto& view = state_.document.view;
  if (!table) {
    supersede(order_job_);
    ordered_table_.reset();
    derived = {};
    return;
  }
  // Hiding and pinning columns changes no rows.
  const bool same = table->rows() == (ordered_table_ ? ordered_table_->rows() : -1) && ordered_table_ == table &&
                    ordered_view_.sort == view.sort && ordered_view_.filters == view.filters;
  if (same) {
    if (derived.state == DerivedState::Pending && order_task_) derived.fraction = order_task_->progress.fraction();
    return;
  }
  supersede(order_job_);
  const bool same_table = ordered_table_ == table;
  ordered_table_ = table;
  ordered_view_ = view;
  if (!view.sort && view.filters.empty()) {
    auto all = std::make_shared<RowOrder>();
    all->total = table->rows();
    derived = {DerivedState::Ready, std::move(all), {}, {}, {}};
    return;
  }
  // The earlier order stays on screen until the new one is there.
  derived.state = DerivedState::Pending;
  if (!same_table) derived.value.reset();
  derived.error.reset();
  auto task = RowOrderTask::make(table, view);
  order_task_ = task;
  derived.phase = task->progress.phase();
  order_job_ = start(task, task->title(), true, [this, task](const std::optional<base::Error>& error) {
    order_job_.reset();
    order_task_.reset();
    if (error) {
      state_.row_order.state = DerivedState::Failed;
      state_.row_order.error = error;
    } else {
      state_.row_order = {DerivedState::Ready, task->take(), {}, {}, {}};
    }
  });
}

void Session::Impl::derive_profile() {
  auto& derived = state_.profile;
  const auto& table = state_.document.table;
  if (table == profiled_table_) {
    if (derived.state == DerivedState::Pending && profiler_) {
      if (auto snapshot = profiler_->snapshot()) derived.value = std::move(snapshot);
      derived.fraction = profiler_->progress.fraction();
      derived.phase = profiler_->progress.phase();
    }
    return;
  }
  supersede(profile_job_);
  profiler_.reset();
  profiled_table_ = table;
  derived = {};
  if (!table) return;
  for (const auto& [known, value] : profiles_) {
    if (known != table) continue;
    derived.state = DerivedState::Ready;
    derived.value = value;
    return;
  }
  derived.state = DerivedState::Pending;
  auto profiler = profile::Profiler::make(table);
  profiler_ = profiler;
  profile_job_ = start(profiler, "Profile " + table->name(), true,
                       [this, profiler, table](const std::optional<base::Error>& error) {
    profile_job_.reset();
    profiler_.reset();
    if (error) {
      state_.profile.state = DerivedState::Failed;
      state_.profile.error = error;
      return;
    }
    state_.profile = {DerivedState::Ready, profiler->take(), {}, {}, {}};
    profiles_.emplace_front(table, state_.profile.value);
    if (profiles_.size() > kept_profiles) profiles_.pop_back();
  });
}

}  // namespace assay::session
