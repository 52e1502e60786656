// SPDX-License-Identifier: Apache-2.0
#include "conformance/catalogue/catalogue.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "conformance/catalogue/row.hpp"
#include "core/embedded.hpp"

namespace assay::conformance {
namespace {

std::vector<AreaText> shipped_texts() {
  std::vector<AreaText> texts;
  for (const auto& area : areas()) {
    const std::string path = "conformance/requirements/" + area + ".yaml";
    const auto text = core::embedded_file(path);
    if (!text) throw core::BadInput({"the area " + area + " has no requirements in this program", path});
    texts.push_back({path, area, *text});
  }
  return texts;
}

// What a dialect has of the rows of the one that it follows.
std::vector<Requirement> followed_rows(const schemas::Dialect& dialect) {
  std::vector<Requirement> rows;
  for (const Requirement& row : Catalogue::shipped().all()) {
    if (!row.applies_to(dialect.follows.name, dialect.follows.version)) continue;
    rows.push_back(row);
    rows.back().dialects = {dialect.name};
    rows.back().versions = {dialect.version};
  }
  return rows;
}

std::size_t place_of_area(const std::string& area) {
  return static_cast<std::size_t>(std::find(areas().begin(), areas().end(), area) - areas().begin());
}

std::string class_of(int status) { return std::to_string(status / 100) + "xx"; }

}  // namespace

bool Requirement::applies_to(std::string_view dialect, std::string_view version) const {
  return std::find(dialects.begin(), dialects.end(), dialect) != dialects.end() &&
         std::find(versions.begin(), versions.end(), version) != versions.end();
}

std::optional<Verdict> Requirement::outcome(int status, Policy policy) const {
  for (const auto& on : {std::to_string(status), class_of(status), std::string("other")}) {
    const auto found =
        std::find_if(outcomes.begin(), outcomes.end(), [&](const Outcome& o) { return o.on == on; });
    if (found != outcomes.end()) return policy == Policy::strict ? found->strict : found->lenient;
  }
  return std::nullopt;
}

bool Requirement::names(int status) const {
  return std::any_of(outcomes.begin(), outcomes.end(),
                     [on = std::to_string(status)](const Outcome& o) { return o.on == on; });
}

const Catalogue& Catalogue::shipped() {
  static const Catalogue catalogue = [] {
    auto parsed = parse(shipped_texts());
    if (!parsed) throw core::BadInput(parsed.error());
    return std::move(parsed).value();
  }();
  return catalogue;
}

core::Result<Catalogue> Catalogue::parse(const std::vector<AreaText>& texts) {
  RowReader reader;
  if (auto error = reader.read_all(texts)) return *error;
  return Catalogue(reader.take());
}

core::Result<std::shared_ptr<const Catalogue>> Catalogue::of(const schemas::Dialect& dialect) {
  const std::vector<Requirement>& wes = shipped().all();
  if (std::any_of(wes.begin(), wes.end(),
                  [&](const Requirement& row) { return row.applies_to(dialect.name, dialect.version); })) {
    return std::shared_ptr<const Catalogue>(std::shared_ptr<const Catalogue>(), &shipped());
  }
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Catalogue>> read;
  const std::scoped_lock lock(mutex);
  std::shared_ptr<const Catalogue>& known = read[dialect.folder];
  if (known) return known;
  const std::string name = dialect.folder + "/requirements.yaml";
  const auto text = schemas::dialect_file(dialect, "requirements.yaml");
  if (!text) return text.error();
  RowReader reader(followed_rows(dialect));
  std::vector<AreaText> own;
  if (!text->empty()) own.push_back({name, "", *text, &dialect});
  if (auto error = reader.read_all(own)) return *error;
  std::vector<Requirement> rows = reader.take();
  std::stable_sort(rows.begin(), rows.end(), [](const Requirement& a, const Requirement& b) {
    return place_of_area(a.area) < place_of_area(b.area);
  });
  known = std::make_shared<const Catalogue>(Catalogue(std::move(rows)));
  return known;
}

core::Result<std::vector<Requirement>> Catalogue::parse_area(std::string name, std::string_view area,
                                                             std::string_view text) {
  auto parsed = parse({AreaText{std::move(name), std::string(area), text}});
  if (!parsed) return parsed.error();
  return std::move(parsed->rows_);
}

// Checks ask for their rows at each judgement, so the answers stand ready; of several rows the first one
// answers.
Catalogue::Catalogue(std::vector<Requirement> rows) : rows_(std::move(rows)), digest_(digest_of(rows_)) {
  for (std::size_t place = 0; place < rows_.size(); ++place) {
    const Requirement& row = rows_[place];
    by_id_.try_emplace(row.id, place);
    by_question_.try_emplace(row.id, place);
    if (!row.asks.empty()) by_question_.try_emplace(row.asks, place);
    for (const std::string& replaced : row.replaces)
      if (row.asks.empty()) by_question_.try_emplace(replaced, place);
  }
}

const Requirement* Catalogue::row(const Places& places, std::string_view key) const {
  const auto found = places.find(key);
  return found == places.end() ? nullptr : &rows_[found->second];
}

const Requirement* Catalogue::find(std::string_view id) const { return row(by_id_, id); }

const Requirement* Catalogue::asked(std::string_view question) const { return row(by_question_, question); }

const std::vector<Merged>& merged_ids() {
  static const std::vector<Merged> merged = [] {
    auto parsed = parse_merged(shipped_texts());
    if (!parsed) throw core::BadInput(parsed.error());
    return std::move(parsed).value();
  }();
  return merged;
}

const Merged* find_merged(std::string_view id) {
  const std::vector<Merged>& all = merged_ids();
  const auto found = std::find_if(all.begin(), all.end(), [id](const Merged& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

core::Result<std::vector<Merged>> parse_merged(const std::vector<AreaText>& texts) {
  RowReader reader;
  if (auto error = reader.read_all(texts)) return *error;
  return reader.take_merged();
}

std::string Catalogue::digest() const { return digest_; }

const std::vector<std::string>& areas() {
  static const std::vector<std::string> names = {
      "service_info", "submission",  "listing",    "pagination", "run_log", "status",  "consistency", "tasks",
      "cancellation", "transitions", "timestamps", "errors",     "auth",    "content", "http_hygiene"};
  return names;
}

}  // namespace assay::conformance
