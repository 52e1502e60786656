// SPDX-License-Identifier: Apache-2.0
// OpenMetrics 1.0: the figures of a load for a monitor, GitLab's metrics report or the node exporter.
#include <fmt/format.h>

#include "bench/report.hpp"
#include "bench/validity.hpp"
#include "reports/escape.hpp"

namespace assay::bench {
namespace {

// The value of a label: nothing in it ends it.
std::string label_text(std::string_view text) {
  std::string safe;
  for (const char c : reports::plain(text)) {
    if (c == '\\' || c == '"') safe += '\\';
    safe += c;
  }
  return safe;
}

void add_gauge(std::string& text, std::string_view gauge, std::string_view says, double value) {
  text += fmt::format("# TYPE {0} gauge\n# HELP {0} {1}\n{0} {2}\n", gauge, says, value);
}

void add_times(std::string& text, std::string_view metric, std::string_view says, const Histogram& times) {
  text += fmt::format("# TYPE {0} summary\n# UNIT {0} seconds\n# HELP {0} {1}\n", metric, says);
  for (const double percent : {50.0, 90.0, 99.0, 99.9})
    text += fmt::format("{}{{quantile=\"{}\"}} {}\n", metric, percent / 100,
                        static_cast<double>(times.at(percent)) / 1e9);
  text += fmt::format("{0}_count {1}\n{0}_sum {2}\n", metric, times.count(),
                      times.mean() * static_cast<double>(times.count()) / 1e9);
}

}  // namespace

std::string write_openmetrics(const Result& result) {
  std::string text = fmt::format(
      "# TYPE wes_assay_bench info\n# HELP wes_assay_bench The load that these figures are of.\n"
      "wes_assay_bench_info{{target=\"{}\",version=\"{}\",model=\"{}\"}} 1\n"
      "# TYPE wes_assay_bench_requests gauge\n# HELP wes_assay_bench_requests Requests by what came of "
      "them.\n",
      label_text(result.target), label_text(result.suite_version), label_text(result.model));
  for (std::size_t i = 0; i < outcomes; ++i)
    text += fmt::format("wes_assay_bench_requests{{outcome=\"{}\"}} {}\n", name(static_cast<Outcome>(i)),
                        result.outcomes[i]);
  add_times(text, "wes_assay_bench_latency_seconds", "Latency of correct responses, from the intended time.",
            result.latency);
  add_times(text, "wes_assay_bench_service_seconds", "Service time of correct responses, from the send.",
            result.service);
  add_times(text, "wes_assay_bench_injector_lag_seconds", "How late the injector sent requests.", result.lag);
  add_gauge(text, "wes_assay_bench_offered_rate", "Requests per second that were due; 0 without a schedule.",
            result.options.rate);
  add_gauge(text, "wes_assay_bench_rate", "Achieved: correct responses per second.", result.rate());
  add_gauge(text, "wes_assay_bench_errors", "Share of the requests without a correct response, 0 to 1.",
            result.errors());
  add_gauge(text, "wes_assay_bench_valid", "Whether the figures may be believed.",
            why_invalid(result).empty() ? 1 : 0);
  const bool whole = conclude(result).whole;
  text += "# TYPE wes_assay_bench_slo gauge\n# HELP wes_assay_bench_slo Whether a condition of --slo held.\n";
  for (const Judged& judged : result.slo)
    text += fmt::format("wes_assay_bench_slo{{condition=\"{}\"}} {}\n", label_text(judged.condition.text),
                        judged.held() && whole ? 1 : 0);
  return text + "# EOF\n";
}

}  // namespace assay::bench
