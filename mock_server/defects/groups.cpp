// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "mock_server/defects/legal.hpp"
#include "mock_server/defects/subtle.hpp"
#include "mock_server/defects/tools.hpp"

namespace assay::mock {
namespace {

constexpr DefectTable groups[] = {
    service_info_defects,   submission_defects,  listing_defects,      pagination_defects,
    run_log_defects,        status_defects,      consistency_defects,  tasks_defects,
    cancellation_defects,   transitions_defects, timestamps_defects,   errors_defects,
    auth_defects,           content_defects,     http_hygiene_defects, subtle_defects,
    subtle_request_defects, subtle_run_defects,  common_defects,
};

}  // namespace

std::vector<const Defect*> every_defect() {
  std::vector<const Defect*> all;
  const auto add = [&](DefectTable table) {
    for (const auto& defect : table()) all.push_back(&defect);
  };
  std::ranges::for_each(groups, add);
  std::ranges::for_each(dialect_defects(), add);
  return all;
}

std::vector<const Defect*> defects_of(const schemas::Dialect& dialect) {
  auto all = every_defect();
  // "" follows nothing: that is when the common ones count.
  std::erase_if(all, [&](const Defect* defect) {
    return defect->dialect != dialect.name && defect->dialect != dialect.follows.name;
  });
  return all;
}

std::vector<const Defect*> all_defects() {
  auto all = every_defect();
  std::erase_if(all, [](const Defect* defect) { return defect->dialect != "wes"; });
  return all;
}

const Defect* find_defect(std::string_view id) {
  auto all = every_defect();
  for (const auto& shape : legal_shapes()) all.push_back(&shape);
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Defect* defect) { return defect->id == id; });
  return found == all.end() ? nullptr : *found;
}

}  // namespace assay::mock
