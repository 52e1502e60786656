// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/html_parts.hpp"
#include "bench/validity.hpp"
#include "reports/escape.hpp"

namespace assay::bench {
namespace {

using reports::markup;

constexpr double room_beyond = 1.3;  // of the limit, where the figure stays below it
constexpr double least_seen = 0.4;   // per cent

std::string_view tone_of(const Judged& judged, bool whole) {
  if (!whole) return "not_judged";
  return judged.verdict == Verdict::held     ? "pass"
         : judged.verdict == Verdict::broken ? "fail"
                                             : "inconclusive";
}

// The figure as a bar, the limit as a mark across it. What the injector's lag leaves open is pale.
std::string bullet(const Judged& judged) {
  const double limit = judged.condition.limit;
  if (!judged.known || !(limit > 0)) return "<span></span>";
  const double end = std::max(limit * room_beyond, judged.actual * 1.05);
  const auto share = [&](double value) { return std::clamp(100 * value / end, 0.0, 100.0); };
  const double value = std::max(share(judged.actual), least_seen), at = share(limit);
  const bool unsure = judged.verdict == Verdict::undecided && judged.least < judged.actual;
  const double sure = unsure ? share(judged.least) : value;
  std::string svg =
      "<svg class=\"bullet\" aria-hidden=\"true\"><rect class=\"track\" y=\"4\" width=\"100%\" height=\"14\" "
      "rx=\"3\"/>";
  svg += fmt::format("<rect class=\"value\" y=\"4\" width=\"{:.2f}%\" height=\"14\" rx=\"3\"/>", sure);
  if (unsure)
    svg +=
        fmt::format("<rect class=\"unsure\" x=\"{:.2f}%\" y=\"4\" width=\"{:.2f}%\" height=\"14\" rx=\"3\"/>",
                    sure, value - sure);
  svg += fmt::format("<line x1=\"{0:.2f}%\" x2=\"{0:.2f}%\" y1=\"0\" y2=\"22\"/>", at);
  return svg + fmt::format("<text class=\"{}\" x=\"{:.2f}%\" y=\"34\">limit</text></svg>",
                           at > 90 ? "end" : "middle", std::max(at, 3.0));
}

}  // namespace

std::string objectives_html(const Result& result) {
  if (result.slo.empty()) return "";
  const bool whole = conclude(result).whole;
  std::string text = "<h2 id=\"objectives\">Objectives</h2>\n<ul class=\"box objectives\">\n";
  for (const Judged& judged : result.slo) {
    const std::string says = in_words(judged);
    text += fmt::format(
        "<li class=\"tone-{}{}\"><span class=\"word\">{}</span><span class=\"says\"><b>{}</b><span>{}"
        "</span></span>{}</li>\n",
        tone_of(judged, whole), whole ? "" : " not-measured", whole ? name(judged.verdict) : "not measured",
        markup(judged.condition.text), markup(says.substr(judged.condition.text.size() + 2)), bullet(judged));
  }
  return text + "</ul>\n";
}

}  // namespace assay::bench
