#include "data/table.hpp"

#include <set>
#include <unordered_set>
#include <utility>

namespace assay::data {

using base::ErrorCode;
using base::fail;

base::Result<ColumnPtr> Column::make(Field field, std::vector<ArrayPtr> chunks) {
  auto column = std::shared_ptr<Column>(new Column());
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const Array& chunk = *chunks[i];
    if (chunk.type() != field.type) {
      return fail(ErrorCode::Internal, "Column \"" + field.name + "\" holds a chunk of type " +
                                           std::string(to_string(chunk.type())) + ".");
    }
    const bool last = i + 1 == chunks.size();
    if (chunk.length() <= 0 || chunk.length() > chunk_rows || (!last && chunk.length() != chunk_rows)) {
      return fail(ErrorCode::Internal, "Column \"" + field.name + "\" holds a chunk of " +
                                           std::to_string(chunk.length()) + " rows.");
    }
    column->length_ += chunk.length();
    column->null_count_ += chunk.null_count();
  }
  column->field_ = std::move(field);
  column->chunks_ = std::move(chunks);
  return column;
}

std::size_t Column::size_bytes() const {
  std::size_t bytes = 0;
  std::set<const Array*> dictionaries;
  for (const auto& chunk : chunks_) {
    bytes += chunk->size_bytes();
    const Array* dictionary = chunk->dictionary_values().get();
    if (dictionary != nullptr && dictionaries.insert(dictionary).second) {
      bytes += dictionary->size_bytes();
    }
  }
  return bytes;
}

namespace {

// The same column under another name; chunks are shared.
base::Result<ColumnPtr> renamed(const Column& column, std::string name) {
  Field field = column.field();
  field.name = std::move(name);
  return Column::make(std::move(field), column.chunks());
}

}  // namespace

base::Result<TablePtr> Table::make(std::string name, std::vector<ColumnPtr> columns) {
  auto table = std::shared_ptr<Table>(new Table());
  table->rows_ = columns.empty() ? 0 : columns.front()->length();
  std::unordered_set<std::string> taken;
  for (const auto& column : columns) taken.insert(column->name());
  std::unordered_set<std::string> used;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i]->length() != table->rows_) {
      return fail(ErrorCode::Internal, "Column \"" + columns[i]->name() + "\" has " +
                                           std::to_string(columns[i]->length()) + " rows, not " +
                                           std::to_string(table->rows_) + ".");
    }
    std::string wanted = columns[i]->name();
    if (wanted.empty()) wanted = "column " + std::to_string(i + 1);
    std::string unique = wanted;
    for (int n = 2; used.contains(unique) || (unique != columns[i]->name() && taken.contains(unique)); ++n) {
      unique = wanted + " (" + std::to_string(n) + ")";
    }
    used.insert(unique);
    if (unique != columns[i]->name()) {
      auto column = renamed(*columns[i], unique);
      if (!column) return std::unexpected(column.error());
      columns[i] = *std::move(column);
    }
  }
  table->name_ = std::move(name);
  table->columns_ = std::move(columns);
  return table;
}

std::optional<std::size_t> Table::find(std::string_view name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i]->name() == name) return i;
  }
  return std::nullopt;
}

std::size_t Table::size_bytes() const {
  std::size_t bytes = 0;
  for (const auto& column : columns_) bytes += column->size_bytes();
  return bytes;
}

base::Result<TablePtr> Table::with_columns(std::vector<ColumnPtr> added) const {
  std::vector<ColumnPtr> columns = columns_;
  for (auto& column : added) {
    const auto at = find(column->name());
    const bool replaces = at && !column->field().origin.empty() &&
                          columns_[*at]->field().origin == column->field().origin;
    if (replaces) {
      columns[*at] = std::move(column);
    } else {
      columns.push_back(std::move(column));
    }
  }
  return make(name_, std::move(columns));
}

}  // namespace assay::data
