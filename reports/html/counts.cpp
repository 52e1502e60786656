// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "reports/escape.hpp"
#include "reports/html/data.hpp"
#include "reports/html/page.hpp"

namespace assay::reports {
namespace {

std::string broken_sentence(int n, const std::string& what) {
  return std::to_string(n) + (n == 1 ? " requirement " : " requirements ") + what;
}

std::string sentence_of(const RunResult& result) {
  const auto counts = count(roll_up(result));
  const int broken = of(counts, Verdict::fail);
  const Decided seen = decided(result);
  switch (exit_code(result)) {
    case 0:
      return of(counts, Verdict::expected) > 0 ? "Nothing is broken that the baseline does not know."
                                               : "No requirement that was decided is broken.";
    case 1:
      return broken_sentence(broken, broken == 1 ? "is broken." : "are broken.");
    case 4:
      return "An error of wes-assay itself, not of the server.";
    case 5:
      return breaks_policy_only(result) ? "No requirement is broken, but your own rule is."
                                        : broken_sentence(of(counts, Verdict::flaky), "held only sometimes.");
    default:
      break;
  }
  const std::string why = result.footer.complete ? too_little(result) : result.footer.why_incomplete;
  if (!why.empty()) return why + ".";
  if (!result.footer.complete) return "The run did not end.";
  return seen.decided == 0 ? "Nothing was decided." : "Some requirements stayed undecided.";
}

// What applied to the service, as shares of one bar.
std::vector<Share> shares_of(const Counts& counts) {
  std::vector<Share> shares;
  for (const Verdict verdict : verdicts_by_weight) {
    if (verdict == Verdict::not_applicable || verdict == Verdict::skipped) continue;
    if (of(counts, verdict) > 0)
      shares.push_back({static_cast<double>(of(counts, verdict)), "tone-" + tone_of(verdict)});
  }
  return shares;
}

double sum_of(const std::vector<Share>& shares) {
  double sum = 0;
  for (const Share& share : shares) sum += share.amount;
  return sum;
}

}  // namespace

std::string counts_html(const Counts& counts, int unjudged) {
  std::string html;
  const auto add = [&html](int n, std::string_view label, const std::string& tone) {
    html += (html.empty() ? "" : ", ") +
            ("<span class=\"tone-" + tone + "\"><span class=\"word\">" + std::to_string(n) + " ") +
            std::string(label) + "</span></span>";
  };
  for (const Verdict verdict : verdicts_by_weight) {
    if (of(counts, verdict) > 0) add(of(counts, verdict), short_name(verdict), tone_of(verdict));
  }
  if (unjudged > 0) add(unjudged, "not judged", tone_of(std::nullopt));
  return html;
}

std::string spaced(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

Overall overall(const RunResult& result) {
  std::string headline = sentence_of(result);
  headline.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(headline.front())));
  const RunWord& row = run_word(result);
  return {std::string(row.word), row.tone, headline};
}

void add_counts(data& page, const RunResult& result, const Summary& summary) {
  data counts{data::type::list};
  data others{data::type::list};
  const auto other = [&others](std::optional<Verdict> verdict, int n, const std::string& label) {
    if (n == 0) return;
    data d = labelled(verdict);
    d.set("n", std::to_string(n));
    d.set("label", label);
    others.push_back(d);
  };
  std::string spoken;
  for (const Verdict verdict : verdicts_by_weight) {
    const int n = of(summary.counts, verdict);
    if (n == 0 || verdict == Verdict::not_applicable || verdict == Verdict::skipped) continue;
    data d = labelled(verdict);
    d.set("n", std::to_string(n));
    counts.push_back(d);
    spoken += (spoken.empty() ? "" : ", ") + std::to_string(n) + " " + std::string(short_name(verdict));
  }
  other(Verdict::not_applicable, of(summary.counts, Verdict::not_applicable), "not applicable");
  other(Verdict::skipped, of(summary.counts, Verdict::skipped), "skipped");
  other(std::nullopt, summary.unjudged, "not judged");
  page.set("counts", counts);
  page.set("others", others);
  const Decided seen = decided(result);
  page.set("decided", std::to_string(seen.decided) + " of " + std::to_string(seen.applied()) + " decided");
  const std::vector<Share> shares = shares_of(summary.counts);
  page.set("bar", bar_html(shares, sum_of(shares), spoken.empty() ? "nothing was decided" : spoken));
  data areas{data::type::list};
  for (const AreaCounts& area : summary.areas) {
    const std::vector<Share> parts = shares_of(area.counts);
    data d;
    d.set("area", area.area);
    d.set("label", spaced(area.area));
    d.set("bar", bar_html(parts, sum_of(parts), ""));
    d.set("text", counts_html(area.counts, area.unjudged));
    areas.push_back(d);
  }
  page.set("areas", areas);
}

}  // namespace assay::reports
