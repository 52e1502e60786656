// SPDX-License-Identifier: Apache-2.0
// One file that needs no script and no network: the style sheet of the other reports, pictures as inline SVG.
#include <fmt/format.h>

#include "bench/figures.hpp"
#include "bench/report.hpp"
#include "bench/report_charts.hpp"
#include "reports/escape.hpp"
#include "reports/html/exchange.hpp"
#include "reports/html/page.hpp"

namespace assay::bench {
namespace {

using reports::markup;

std::string tone_of(const Result& result) {
  if (!why_invalid(result).empty()) return "inconclusive";
  for (const Judged& judged : result.slo) {
    if (!judged.held) return "fail";
  }
  return result.slo.empty() ? "info" : "pass";
}

std::string html_row(std::string_view label, const Histogram& histogram) {
  std::string text = fmt::format("<tr><th scope=\"row\">{}</th>", label);
  for (const double p : {50.0, 90.0, 99.0, 99.9, 99.99})
    text += "<td>" + time_text(static_cast<double>(histogram.at(p)) / 1e3) + "</td>";
  return text + "<td>" + time_text(static_cast<double>(histogram.max()) / 1e3) + "</td></tr>\n";
}

std::string percentiles(const Result& result) {
  std::string text =
      "<h2>Latency</h2>\n<div class=\"scroll\"><table class=\"numbers\"><thead><tr><th></th><th>p50</th>"
      "<th>p90</th><th>p99</th><th>p99.9</th><th>p99.99</th><th>max</th></tr></thead><tbody>\n";
  text += html_row(result.scheduled() ? "from the intended send time" : "latency", result.latency);
  if (result.scheduled()) {
    text += html_row("from the send", result.service) + html_row("the injector's own lag", result.lag);
  } else {
    text += html_row("corrected for coordinated omission", result.corrected());
  }
  if (result.stale.count() > 0) text += html_row("the state was stale by, at most", result.stale);
  return text + "</tbody></table></div>\n";
}

std::string conditions(const Result& result) {
  if (result.slo.empty()) return "";
  std::string text = "<h2>Objectives</h2>\n<div class=\"scroll\"><table><tbody>\n";
  for (const Judged& judged : result.slo)
    text +=
        fmt::format("<tr class=\"tone-{}\"><td class=\"word\">{}</td><td>{}</td></tr>\n",
                    judged.held ? "pass" : "fail", judged.held ? "held" : "broken", markup(in_words(judged)));
  return text + "</tbody></table></div>\n";
}

template <class Heads, class Rows>
std::string html_table(std::string_view title, const Heads& heads, const Rows& rows, std::string_view says) {
  std::string text =
      fmt::format("<h2>{}</h2>\n<div class=\"scroll\"><table class=\"numbers\"><thead><tr>", title);
  for (const std::string_view head : heads) text += fmt::format("<th>{}</th>", head);
  text += "</tr></thead><tbody>\n";
  for (const auto& row : rows) {
    text += "<tr>";
    for (const std::string& cell : row) text += "<td>" + markup(cell) + "</td>";
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n<p>" + markup(says) + "</p>\n";
}

std::string ramp(const Result& result) {
  if (!result.ramp) return "";
  std::vector<std::array<std::string, ramp_heads.size()>> rows;
  for (const RampStep& step : result.ramp->steps) rows.push_back(cells_of(step));
  return html_table("Search for the highest rate", ramp_heads, rows, in_words(*result.ramp));
}

std::string watches(const Result& result) {
  if (!result.watches) return "";
  const std::array rows = {cells_of("status", result.watches->status),
                           cells_of("list", result.watches->list)};
  return html_table("A status call for each run, or the list", watch_heads, rows, in_words(*result.watches));
}

std::string bar(std::string_view label, std::uint64_t n, std::uint64_t all) {
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td><span style=\"width:{:.2f}%\"></span></td><td>{}</td></tr>\n",
      markup(label), all > 0 ? 100 * static_cast<double>(n) / static_cast<double>(all) : 0, thousands(n));
}

std::string states(const Result& result) {
  if (result.states.empty()) return "";
  std::string text = "<h2>States seen <small>in right answers</small></h2>\n<table class=\"bars\"><tbody>\n";
  for (const auto& [word, n] : result.states) text += bar(word, n, result.right());
  return text + "</tbody></table>\n";
}

std::string exchange(const Sample& sample) {
  if (!sample.exchange) return "";
  return fmt::format("<details><summary>request and answer</summary><pre>{}</pre><pre>{}</pre></details>",
                     reports::request_html(sample.exchange->request),
                     reports::response_html(*sample.exchange, {}));
}

std::string wrong(const Result& result) {
  if (result.wrong() == 0) return "";
  std::string text = "<h2>Wrong answers</h2>\n<table class=\"bars\"><tbody>\n";
  for (std::size_t i = 1; i < outcomes; ++i) {
    if (result.outcomes[i] > 0)
      text += bar(name(static_cast<Outcome>(i)), result.outcomes[i], result.wrong());
  }
  text += "</tbody></table>\n<ul class=\"box\">\n";
  for (const Sample& sample : result.samples)
    text += fmt::format("<li><b>{}</b> at {:.2f} s: {}{}</li>\n", name(sample.outcome), sample.at_s,
                        markup(sample.message), exchange(sample));
  return text + "</ul>\n";
}

std::string facts(const Result& result) {
  const LoadOptions& o = result.options;
  std::string text = "<h2>How it was measured</h2>\n<dl class=\"facts\">\n";
  const auto fact = [&](std::string_view key, const std::string& value) {
    text += fmt::format("<dt>{}</dt><dd>{}</dd>\n", key, markup(value));
  };
  fact("model", o.poll       ? "polls: each run by a policy, until it has ended"
                : o.rate > 0 ? fmt::format("open: {:g} requests per second, sent on schedule", o.rate)
                             : "closed: as fast as answers come");
  if (o.poll) fact("polling policy", in_words(o.poll));
  fact("connections", fmt::format("{}, {} in flight on each, keep-alive {}", o.connections, o.pipeline,
                                  o.keep_alive ? "on" : "off"));
  fact("judged", o.judge
                     ? "every answer: status, framing, content type, run id, legal state, nothing after a "
                       "terminal state"
                     : "status and framing only");
  fact("runs polled",
       fmt::format("{}, of which {} were seen to end", thousands(result.runs), thousands(result.ended)));
  fact("measured", fmt::format("{:.1f} s, after a warm-up of {:g} s", result.measured_s,
                               static_cast<double>(o.warmup.count()) / 1e9));
  fact("injector", fmt::format("{} threads, {:.1f} us CPU a request, busiest thread {:.0f} %", o.threads,
                               result.cpu_us_per_request(), result.busiest * 100));
  if (!result.parts.empty())
    fact("merged",
         fmt::format("{} parts, which started within {:.3f} s", result.parts.size(), result.start_skew_s));
  if (result.shard.count > 1) fact("shard", result.shard.text());
  return text + "</dl>\n";
}

}  // namespace

std::string write_html(const Result& result) {
  std::string text = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Load of "
      "{}</title>\n<style>{}</style></head>"
      "<body>\n<header class=\"top tone-{}\"><div class=\"brand\"><b>wes-assay "
      "bench</b><span>{}</span></div>\n"
      "<h1>{}</h1>\n<p class=\"target\">{}, WES {}</p>\n<ul class=\"scope\"><li>{} requests</li><li>{} "
      "right</li>"
      "<li>{} wrong</li><li>{} right answers per second</li></ul></header>\n",
      markup(result.target), reports::embedded_text("reports/html/page.css"), tone_of(result),
      markup(result.started), markup(verdict(result)), markup(result.target), markup(result.wes_version),
      thousands(result.requests()), thousands(result.right()), thousands(result.wrong()),
      thousands(static_cast<std::uint64_t>(result.rate())));
  const auto why = why_invalid(result);
  if (!why.empty()) {
    text += "<div class=\"notes\"><p>The figures of this load must not be believed:</p><ul>";
    for (const std::string& one : why) text += "<li>" + markup(one) + "</li>";
    text += "</ul></div>\n";
  }
  text += conditions(result) + watches(result) + ramp(result) + percentiles(result);
  text += draw(latency_chart(result)) + draw(percentile_chart(result));
  text += "<h2>Answers</h2>\n" + draw(rate_chart(result)) + states(result) + wrong(result) + facts(result);
  return text +
         fmt::format("<p class=\"foot\">wes-assay {}</p>\n</body></html>\n", markup(result.suite_version));
}

}  // namespace assay::bench
