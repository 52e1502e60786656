// SPDX-License-Identifier: Apache-2.0
#include "reports/html/matrix.hpp"

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "reports/escape.hpp"
#include "reports/html/data.hpp"
#include "reports/html/page.hpp"
#include "reports/summary.hpp"

namespace assay::reports {
namespace {

struct Line {
  Requirement requirement;
  std::vector<std::optional<Verdict>> cells;  // one for each run

  // What broke somewhere comes first.
  std::optional<Verdict> weight() const {
    return differs() ? *std::max_element(cells.begin(), cells.end()) : std::nullopt;
  }
  // Where they differ is what a reader looks for.
  bool differs() const {
    for (const auto& cell : cells) {
      if (cell != cells.front()) return true;
    }
    return false;
  }
};

// Requirements in the order of the first set that has them.
std::vector<Line> lines_of(const std::vector<NamedRun>& runs) {
  std::vector<Line> lines;
  std::map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const Row& row : summarise(runs[i].result).rows) {
      if (!row.verdict) continue;
      const auto [known, fresh] = at.try_emplace(row.requirement.id, lines.size());
      if (fresh) lines.push_back({row.requirement, std::vector<std::optional<Verdict>>(runs.size())});
      lines[known->second].cells[i] = row.verdict;
    }
  }
  return lines;
}

std::string scope_of(const RunHeader& h) {
  return h.dialect + " " + h.wes_version + ", profile " + h.profile + ", policy " + h.policy + ", " +
         core::to_iso8601(h.started) + ", wes-assay " + h.suite_version;
}

std::string cell_word(const std::optional<Verdict>& verdict) {
  return verdict ? std::string(short_name(*verdict)) : "";
}

// A short head for a narrow column: "A" to "Z", then numbers.
std::string key_of(std::size_t column) {
  return column < 26 ? std::string(1, static_cast<char>('A' + column)) : std::to_string(column + 1);
}

// The host of a URL: a table has little room for a head.
std::string short_label(const std::string& label) {
  const std::size_t scheme = label.find("://");
  if (scheme == std::string::npos) return core::shortened(label, 40);
  const std::string rest = label.substr(scheme + 3);
  return core::shortened(rest.substr(0, rest.find('/')), 40);
}

data runs_data(const std::vector<NamedRun>& runs) {
  data columns{data::type::list};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunResult& result = runs[i].result;
    const Overall word = overall(result);
    const Decided seen = decided(result);
    data d;
    d.set("key", key_of(i));
    d.set("label", runs[i].label);
    d.set("short", short_label(runs[i].label));
    if (runs[i].label != result.header.target) d.set("target", result.header.target);
    d.set("scope", scope_of(result.header));
    d.set("decided", std::to_string(seen.decided) + " of " + std::to_string(seen.applied()) + " decided");
    d.set("word", word.word);
    d.set("tone", tone_of(word.tone));
    d.set("icon", icon_of(word.tone));
    columns.push_back(d);
  }
  return columns;
}

// Requirements with one verdict in all runs.
struct EqualArea {
  std::string area;
  Counts counts;
  std::vector<data> rows;
};

EqualArea& area_of(std::vector<EqualArea>& areas, const std::string& name) {
  const auto known =
      std::find_if(areas.begin(), areas.end(), [&](const EqualArea& a) { return a.area == name; });
  if (known != areas.end()) return *known;
  areas.push_back({name, {}, {}});
  return areas.back();
}

data areas_data(const std::vector<EqualArea>& areas) {
  data list{data::type::list};
  for (const EqualArea& area : areas) {
    data rows{data::type::list};
    for (const data& row : area.rows) rows.push_back(row);
    data d;
    d.set("area", area.area);
    d.set("label", spaced(area.area));
    d.set("text", counts_html(area.counts, 0));
    d.set("rows", rows);
    list.push_back(d);
  }
  return list;
}

}  // namespace

std::string write_matrix_markdown(const std::vector<NamedRun>& runs) {
  std::string text = "## wes-assay: " + std::to_string(runs.size()) + " runs side by side\n\n";
  for (const NamedRun& run : runs) {
    text += "- **" + markdown(run.label) + "**: " + markdown(run.result.header.target) + " (" +
            markdown(scope_of(run.result.header)) + ")  \n  " + markdown(verdict_sentence(run.result)) + "\n";
  }
  std::string rule = "|---|---|";
  text += "\n| requirement | what holds |";
  for (const NamedRun& run : runs) {
    text += " " + markdown(run.label) + " |";
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const Line& line : lines_of(runs)) {
    text += "| " + markdown(line.requirement.id) + " | " + markdown(line.requirement.says) + " |";
    for (const auto& cell : line.cells) {
      const bool broken = cell == Verdict::fail || cell == Verdict::error || cell == Verdict::flaky;
      text += broken ? " **" + cell_word(cell) + "** |" : " " + cell_word(cell) + " |";
    }
    text += "\n";
  }
  return text;
}

std::string write_matrix_html(const std::vector<NamedRun>& runs) {
  std::vector<Line> lines = lines_of(runs);
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Line& a, const Line& b) { return a.weight() > b.weight(); });
  data page;
  page.set("n", std::to_string(runs.size()));
  page.set("runs", runs_data(runs));
  data differing{data::type::list};
  std::vector<EqualArea> areas;
  std::size_t different = 0;
  for (const Line& line : lines) {
    data d;
    d.set("id", line.requirement.id);
    d.set("says", line.requirement.says);
    if (line.differs()) {
      data cells{data::type::list};
      for (const auto& cell : line.cells) cells.push_back(labelled(cell));
      d.set("cells", cells);
      differing.push_back(d);
      ++different;
    } else {
      const std::optional<Verdict>& verdict = line.cells.front();
      const data word = labelled(verdict);
      for (const char* part : {"tone", "icon"}) d.set(part, word.get(part)->string_value());
      d.set("verdict", cell_word(verdict));
      EqualArea& area = area_of(areas, line.requirement.area);
      area.rows.push_back(d);
      if (verdict) ++area.counts[*verdict];
    }
  }
  page.set("rows", differing);
  page.set("has_differing", different > 0);
  page.set("differing", std::to_string(different));
  page.set("total", std::to_string(lines.size()));
  page.set("tone", different > 0 ? "warn" : "info");
  page.set("equal", areas_data(areas));
  std::vector<std::pair<std::string, std::string>> places = {{"verdict", "Runs"}};
  if (different > 0) places.emplace_back("differing", std::to_string(different) + " that differ");
  places.emplace_back("equal", std::to_string(lines.size() - different) + " with one verdict");
  page.set("contents", contents_html(places));
  return page_html(std::to_string(runs.size()) + " runs side by side (wes-assay)",
                   filled("reports/html/matrix.mustache", page), {"reports/html/matrix.css"});
}

}  // namespace assay::reports
