// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "reports/escape.hpp"
#include "reports/html/data.hpp"

namespace assay::reports {
namespace {

data row_data(const Row& row) {
  data d = labelled(row.verdict);
  d.set("verdict", row.verdict ? std::string(short_name(*row.verdict)) : "not judged");
  const bool told = row.verdict && *row.verdict >= Verdict::expected && *row.verdict != Verdict::inconclusive;
  const std::string id = markup(row.requirement.id);
  d.set("id", told ? "<a href=\"#" + id + "\">" + id + "</a>" : id);
  d.set("level", row.requirement.level);
  d.set("says", row.requirement.says);
  if (!told) d.set("clause", citations(row.requirement));  // its finding has it
  data why{data::type::list};
  const auto say = [&why](const std::string& text) {
    data line;
    line.set("text", text);
    why.push_back(line);
  };
  for (const std::string& reason : row.reasons)
    if (!told) say(reason);  // its finding has it
  for (const Cause& cause : row.causes) {
    const bool repeats =
        std::find(row.reasons.begin(), row.reasons.end(), cause.finding.message) != row.reasons.end();
    if (!repeats && !cause.finding.message.empty()) say(cause.finding.message);
  }
  d.set("why", why);
  return d;
}

}  // namespace

void add_rows(data& page, const Summary& summary) {
  data filters{data::type::list};
  const auto filter = [&filters](std::optional<Verdict> verdict, int n) {
    if (n == 0) return;
    data d = labelled(verdict);
    d.set("n", std::to_string(n));
    filters.push_back(d);
  };
  for (const Verdict verdict : verdicts_by_weight) filter(verdict, of(summary.counts, verdict));
  filter(std::nullopt, summary.unjudged);
  page.set("filters", filters);
  page.set("total", std::to_string(summary.rows.size()));
  data areas{data::type::list};
  for (const AreaCounts& area : summary.areas) {
    data rows{data::type::list};
    for (const Row& row : summary.rows) {
      if (row.requirement.area == area.area) rows.push_back(row_data(row));
    }
    data d;
    d.set("area", area.area);
    d.set("label", spaced(area.area));
    d.set("text", counts_html(area.counts, area.unjudged));
    d.set("rows", rows);
    areas.push_back(d);
  }
  page.set("by_area", areas);
}

}  // namespace assay::reports
