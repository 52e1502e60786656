// SPDX-License-Identifier: Apache-2.0
#include "bench/html_parts.hpp"

#include <fmt/format.h>

#include <array>

#include "bench/figures.hpp"
#include "bench/report_charts.hpp"
#include "bench/validity.hpp"
#include "reports/escape.hpp"
#include "reports/html/exchange.hpp"
#include "reports/html/page.hpp"

namespace assay::bench {
namespace {

using reports::markup;

struct Column {
  std::string_view head;
  Histogram values;
};

std::string scrolled(std::string_view label, const std::string& table) {
  return fmt::format("<section class=\"scroll\" tabindex=\"0\" aria-label=\"{}\">{}</section>\n", label,
                     table);
}

// A row for each percentile: few columns fit a phone.
std::string percentile_table(std::string_view label, const std::vector<Column>& columns) {
  std::string table = "<table class=\"numbers\"><thead><tr><th scope=\"col\">percentile</th>";
  for (const Column& column : columns) table += fmt::format("<th scope=\"col\">{}</th>", column.head);
  table += "</tr></thead><tbody>\n";
  constexpr std::pair<const char*, double> rows[] = {{"p50", 50},     {"p90", 90},       {"p99", 99},
                                                     {"p99.9", 99.9}, {"p99.99", 99.99}, {"max", 100}};
  for (const auto& [word, percent] : rows) {
    table += fmt::format("<tr><th scope=\"row\">{}</th>", word);
    for (const Column& column : columns)
      table += "<td>" + time_text(static_cast<double>(column.values.at(percent)) / 1e3) + "</td>";
    table += "</tr>\n";
  }
  return scrolled(label, table + "</tbody></table>");
}

template <class Heads, class Rows>
std::string table_html(std::string_view label, const Heads& heads, const Rows& rows) {
  std::string table = "<table class=\"numbers\"><thead><tr>";
  for (const std::string_view head : heads) table += fmt::format("<th scope=\"col\">{}</th>", head);
  table += "</tr></thead><tbody>\n";
  for (const auto& row : rows) {
    table += "<tr>";
    for (const std::string& cell : row) table += "<td>" + markup(cell) + "</td>";
    table += "</tr>\n";
  }
  return scrolled(label, table + "</tbody></table>");
}

std::string fold_html(const std::string& says, const std::string& inside) {
  return "<details class=\"fold\"><summary>" + markup(says) + "</summary><div class=\"inside\">" + inside +
         "</div></details>\n";
}

std::string watches_html(const Result& result) {
  if (!result.watches) return "";
  const std::array rows = {cells_of("status", result.watches->status),
                           cells_of("list", result.watches->list)};
  return "<h2>A status call for each run, or the list</h2>\n" +
         table_html("A status call for each run, or the list", watch_heads, rows) + "<p>" +
         markup(in_words(*result.watches)) + "</p>\n";
}

std::string bars(std::string_view tone, const std::vector<std::pair<std::string, std::uint64_t>>& rows,
                 std::uint64_t whole) {
  std::string text = "<table class=\"bars\"><tbody>\n";
  for (const auto& [word, n] : rows)
    text += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", markup(word),
        reports::bar_html({{static_cast<double>(n), std::string(tone)}}, static_cast<double>(whole), ""),
        thousands(n));
  return "<div class=\"box\">" + text + "</tbody></table></div>\n";
}

std::string sample_html(const Sample& sample) {
  std::string text =
      fmt::format("<li><b>{}</b> at {:.2f} s: {}", name(sample.outcome), sample.at_s, markup(sample.message));
  if (sample.exchange)
    text += fmt::format(
        "<details class=\"plain\"><summary>request and response</summary><div class=\"sides\">"
        "<pre tabindex=\"0\">{}</pre><pre tabindex=\"0\">{}</pre></div></details>",
        reports::request_html(sample.exchange->request), reports::response_html(*sample.exchange, {}));
  return text + "</li>\n";
}

std::string wrong_html(const Result& result) {
  if (result.wrong() == 0 && result.samples.empty()) return "";
  std::string text = "<h2 id=\"wrong\">Wrong responses</h2>\n";
  std::vector<std::pair<std::string, std::uint64_t>> rows;
  for (std::size_t i = 1; i < outcomes; ++i) {
    if (result.outcomes[i] > 0) rows.emplace_back(name(static_cast<Outcome>(i)), result.outcomes[i]);
  }
  if (!rows.empty()) text += bars("state-bad", rows, result.wrong());
  if (result.samples.empty()) return text;
  text += "<ul class=\"box samples\">\n";
  for (const Sample& sample : result.samples) text += sample_html(sample);
  return text + "</ul>\n";
}

std::string fact(std::string_view key, const std::string& value) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", key, markup(value));
}

}  // namespace

std::string ramp_html(const Result& result) {
  if (!result.ramp) return "";
  std::vector<std::array<std::string, ramp_heads.size()>> rows;
  for (const RampStep& step : result.ramp->steps) rows.push_back(cells_of(step));
  return "<h2 id=\"ramp\">Search for the highest rate</h2>\n" + draw(ramp_chart(result)) +
         fold_html(fmt::format("{} steps", rows.size()), table_html("Steps of the search", ramp_heads, rows));
}

std::string latency_html(const Result& result) {
  std::vector<Column> columns = {{"latency", result.latency}};
  if (!result.scheduled()) columns.push_back({"corrected", result.corrected()});
  if (result.stale.count() > 0) columns.push_back({"state age", result.stale});
  std::string text = "<h2 id=\"latency\">Latency <small>" +
                     std::string(result.scheduled() ? "from the intended time" : "from the send") +
                     "</small></h2>\n" + draw(latency_chart(result)) +
                     percentile_table("Latency by percentile", columns) + draw(percentile_chart(result));
  if (result.stale.count() > 0)
    text += fmt::format(
        "<p>{} of {} correct responses showed a state that the run may have left before they "
        "arrived.</p>\n",
        thousands(result.stale_answers), thousands(result.stale.count()));
  if (!result.scheduled() || result.latency.count() == 0) return text;
  return text + fold_html("Service time and injector lag",
                          percentile_table("Service time and injector lag by percentile",
                                           {{"service time", result.service}, {"injector lag", result.lag}}) +
                              draw(injector_chart(result)));
}

std::string responses_html(const Result& result) {
  std::string text = watches_html(result);
  text += "<h2 id=\"responses\">Responses</h2>\n" + draw(rate_chart(result));
  if (!result.states.empty())
    text += "<h3>States in correct responses</h3>\n" + bars("state-run", result.states, result.right());
  return text + wrong_html(result);
}

std::string facts_html(const Result& result) {
  const LoadOptions& o = result.options;
  std::string text =
      "<h2 id=\"measured\">How it was measured</h2>\n<div class=\"box\"><dl class=\"facts\">\n";
  text += fact("model", o.poll       ? "polls: each run by a policy, until it has ended"
                        : o.rate > 0 ? fmt::format("open: {:g} requests per second, on schedule", o.rate)
                                     : "closed: each connection sends again as soon as it is answered");
  if (o.poll) text += fact("polling policy", in_words(o.poll));
  text += fact("connections", fmt::format("{}, {} in flight on each, keep-alive {}", o.connections,
                                          o.pipeline, o.keep_alive ? "on" : "off"));
  text +=
      fact("judged",
           o.judge ? "every response: status, framing, content type, run id, legal state, nothing after a "
                     "terminal state"
                   : "status and framing only");
  text += fact("runs polled", fmt::format("{}, of which {} were seen to end", thousands(result.runs),
                                          thousands(result.ended)));
  text += fact("measured", fmt::format("{:.1f} s, after a warm-up of {:g} s", result.measured_s,
                                       static_cast<double>(o.warmup.count()) / 1e9));
  text +=
      fact("injector",
           fmt::format("{} {}, {:.1f} us CPU a request, busiest thread {:.0f} %, waited for a CPU {:.2f} s",
                       o.threads, o.threads == 1 ? "thread" : "threads", result.cpu_us_per_request(),
                       result.busiest * 100, result.waited_for_cpu_s));
  if (!result.parts.empty())
    text += fact("merged", fmt::format("{} parts, which started within {:.3f} s", result.parts.size(),
                                       result.start_skew_s));
  if (result.shard.count > 1) text += fact("shard", result.shard.text());
  return text + "</dl></div>\n";
}

}  // namespace assay::bench
