// SPDX-License-Identifier: Apache-2.0
// One file that needs no script and no network: the frame of the other reports, pictures as inline SVG.
#include <fmt/format.h>

#include <cctype>
#include <cmath>

#include "bench/figures.hpp"
#include "bench/html_parts.hpp"
#include "bench/report.hpp"
#include "bench/validity.hpp"
#include "reports/escape.hpp"
#include "reports/html/page.hpp"

namespace assay::bench {
namespace {

using reports::markup;
using Word = Conclusion::Word;

std::string_view tone_of(Word word) {
  constexpr std::string_view tones[] = {"info", "pass", "fail", "inconclusive"};
  return tones[static_cast<std::size_t>(word)];
}

// What follows the word: verdict() without its own.
std::string headline(const Result& result) {
  std::string text = verdict(result);
  text.erase(0, text.find(": ") + 2);
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string big_figure(std::string_view value, std::string_view says) {
  return fmt::format("<li><b>{}</b><span>{}</span></li>\n", value, markup(says));
}

std::string figures(const Result& result) {
  const auto latency = [&](double percent) {
    return time_text(static_cast<double>(result.latency.at(percent)) / 1e3);
  };
  return "<ul class=\"figures\">\n" +
         big_figure(thousands(static_cast<std::uint64_t>(std::llround(result.rate()))) + "/s",
                    result.options.rate > 0 ? fmt::format("achieved of {:g}/s offered", result.options.rate)
                                            : std::string("achieved")) +
         big_figure(latency(50), "p50") + big_figure(latency(99), "p99") +
         big_figure(thousands(result.wrong()), "wrong of " + thousands(result.requests())) + "</ul>\n";
}

std::string card_html(const Result& result) {
  std::string text = "<dl class=\"card\">\n";
  const auto add_fact = [&](std::string_view key, const std::string& value) {
    text += fmt::format("<dt>{}</dt><dd>{}</dd>\n", key, markup(value));
  };
  add_fact("target", result.target);
  add_fact("version", "WES " + result.wes_version);
  add_fact("model", result.model);
  add_fact("runs", thousands(result.runs));
  add_fact("connections", thousands(static_cast<std::uint64_t>(result.options.connections)));
  add_fact("measured", fmt::format("{:.1f} s", result.measured_s));
  return text + "</dl>\n";
}

// What does not stand in the headline.
std::string notes_html(const Result& result) {
  const Conclusion end = conclude(result);
  std::vector<std::string> all = lag_notes(result);
  for (std::size_t i = 1; i < end.why.size(); ++i) all.push_back(end.why[i]);
  if (all.empty()) return "";
  std::string text = "<div class=\"notes\"><ul>";
  for (const std::string& one : all) text += "<li>" + markup(one) + "</li>";
  return text + "</ul></div>\n";
}

std::string contents(const Result& result) {
  std::vector<std::pair<std::string, std::string>> places;
  if (!result.slo.empty()) places.emplace_back("objectives", "Objectives");
  if (result.ramp) places.emplace_back("ramp", "Search");
  places.emplace_back("latency", "Latency");
  places.emplace_back("responses", "Responses");
  if (result.wrong() > 0) places.emplace_back("wrong", "Wrong");
  places.emplace_back("measured", "How it was measured");
  return reports::contents_html(places);
}

}  // namespace

std::string write_html(const Result& result) {
  const Word word = conclude(result).word;
  std::string text = fmt::format(
      "<a class=\"skip\" href=\"#main\">Skip to the figures</a>\n"
      "<header class=\"top tone-{}\"><div class=\"brand\"><b>wes-assay bench</b><span>{}</span></div>\n"
      "<div class=\"verdict load\"><div><h1><span class=\"word\">{}</span></h1>\n<p "
      "class=\"headline\">{}</p>\n"
      "{}</div>\n{}</div></header>\n",
      tone_of(word), markup(result.started), headline_of(word), markup(headline(result)), figures(result),
      card_html(result));
  text += notes_html(result) + contents(result) + "<main id=\"main\">\n" + objectives_html(result) +
          ramp_html(result) + latency_html(result) + responses_html(result) + facts_html(result) +
          "</main>\n" +
          fmt::format("<footer><p class=\"foot\">wes-assay {}</p></footer>\n", markup(result.suite_version));
  return reports::page_html(fmt::format("{}: load of {} (wes-assay)", headline_of(word), result.target), text,
                            {"reports/html/bench.css"});
}

}  // namespace assay::bench
