// SPDX-License-Identifier: Apache-2.0
#include "reports/matrix.hpp"

#include <map>

#include "reports/escape.hpp"
#include "reports/html_data.hpp"
#include "reports/html_page.hpp"
#include "reports/summary.hpp"

namespace assay::reports {
namespace {

struct Line {
  Requirement requirement;
  std::vector<std::optional<Verdict>> cells;  // one for each run

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
  data page;
  page.set("n", std::to_string(runs.size()));
  data columns{data::type::list};
  for (const NamedRun& run : runs) {
    data d;
    d.set("label", run.label);
    d.set("target", run.result.header.target);
    d.set("scope", scope_of(run.result.header));
    d.set("sentence", verdict_sentence(run.result));
    d.set("word", std::string(verdict_word(run.result)));
    d.set("tone", std::string(name(tone_of_run(run.result))));
    d.set("icon", icon_of(tone_of_run(run.result)));
    columns.push_back(d);
  }
  page.set("runs", columns);
  data rows{data::type::list};
  int differing = 0;
  for (const Line& line : lines_of(runs)) {
    data d;
    d.set("id", line.requirement.id);
    d.set("says", line.requirement.says);
    d.set("differs", line.differs());
    differing += line.differs() ? 1 : 0;
    data cells{data::type::list};
    for (const auto& cell : line.cells) cells.push_back(labelled(cell));
    d.set("cells", cells);
    rows.push_back(d);
  }
  page.set("rows", rows);
  page.set("differing", std::to_string(differing));
  return render_page("reports/html/matrix.mustache", page);
}

}  // namespace assay::reports
