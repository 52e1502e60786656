// SPDX-License-Identifier: Apache-2.0
#include "conformance/catalogue/catalogue.hpp"

#include <algorithm>
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
    // An answer that speaks of load says nothing of what was asked, unless a row names it.
    if (status == 429 || status == 503) return Verdict::inconclusive;
  }
  return std::nullopt;
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
  Catalogue catalogue;
  catalogue.rows_ = reader.take();
  catalogue.digest_ = digest_of(catalogue.rows_);
  return catalogue;
}

core::Result<std::vector<Requirement>> Catalogue::parse_area(std::string name, std::string_view area,
                                                             std::string_view text) {
  auto parsed = parse({AreaText{std::move(name), std::string(area), text}});
  if (!parsed) return parsed.error();
  return std::move(parsed->rows_);
}

const Requirement* Catalogue::find(std::string_view id) const {
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [id](const Requirement& r) { return r.id == id; });
  return found == rows_.end() ? nullptr : &*found;
}

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
